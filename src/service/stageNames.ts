/** Blocks and networks as stages. */
import type { Scope } from "../network/scope.js";
import type { Proposal } from "./completion.js";
import { signature } from "../network/calls.js";
import { namesOf } from "./names.js";

export function blockProposals(scope: Scope): readonly Proposal[] {
  return namesOf(scope, "block").map(([label, { statement }]) => ({
    label,
    kind: "block",
    detail: signature(statement),
    documentation: "a block",
    insertText: `${label}(${statement.parameters.length ? "" : ")"}`,
  }));
}

/** Titles only: to say more each network would have to be worked out. */
export function networkProposals(scope: Scope): readonly Proposal[] {
  return namesOf(scope, "net").map(([label, { statement }]) => ({
    label,
    kind: "network",
    detail: statement.title?.value ?? "a network",
    documentation: "a network as a stage; `upto=` names the last layer kept",
  }));
}
