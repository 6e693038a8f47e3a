/** What names mean: networks, blocks and data sets, each with the place and the scope of its definition. */
import type { BlockStatement, Name, NetStatement } from "../language/syntax.js";
import type { Span } from "../language/source.js";
import type { Network } from "./network.js";

export type Definition =
  /** `network` is elaborated when first asked for: a library holds more than a text uses. */
  | {
      readonly kind: "net";
      readonly statement: NetStatement;
      readonly scope: Scope;
      readonly network: () => Network;
    }
  /** `readable` is false where the parser found errors in it. */
  | {
      readonly kind: "block";
      readonly statement: BlockStatement;
      readonly scope: Scope;
      readonly readable: boolean;
    }
  | { readonly kind: "data"; readonly name: Name };

/** Names defined so far. A definition keeps the scope that it was written in, so recursion cannot be written. */
export interface Scope {
  readonly names: ReadonlyMap<string, Definition>;
  /** Names that the same text defines further down: they get a better message than unknown ones. */
  readonly later: ReadonlyMap<string, Span>;
}

export const emptyScope: Scope = { names: new Map(), later: new Map() };

export function define(scope: Scope, name: string, definition: Definition): Scope {
  const later = new Map(scope.later);
  later.delete(name);
  return { names: new Map(scope.names).set(name, definition), later };
}

/** Where the definition's name stands. */
export function definedAt(definition: Definition): Span {
  return definition.kind === "data" ? definition.name.span : definition.statement.name.span;
}
