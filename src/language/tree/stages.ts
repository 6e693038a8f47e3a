/** Chains, stages and what they are made of. */
import type { CstNode, IToken } from "../../../grammar/chevrotain.js";
import { error, fix, insertAfter, replace } from "../problem.js";
import type { Span } from "../source.js";
import type {
  Argument,
  BracketForm,
  Chain,
  Name,
  Option,
  Repeat,
  Stage,
  StageForm,
  Value,
} from "../syntax.js";
import {
  must,
  node,
  nodes,
  onlyChild,
  spanOf,
  token,
  tokens,
  tokenSpan,
  isToken,
  type Reader,
} from "./cst.js";
import { looksLikeHead, readHead } from "./heads.js";
import {
  readKey,
  readName,
  readNewName,
  readOption,
  readPart,
  readQuantity,
  readSimple,
} from "./values.js";

export function readChain(reader: Reader, chain: CstNode): Chain {
  const stages = nodes(chain, "stage").map((stage) => readStage(reader, stage));
  return { span: spanOf(reader, chain), stages };
}

function readStage(reader: Reader, stage: CstNode): Stage {
  const { Repeat: repeats, ...rest } = stage.children;
  const body = must(Object.values(rest)[0]?.[0], "stage");
  const span = spanOf(reader, body);
  const repeat = repeats?.[0];
  return {
    span,
    ...(isToken(body)
      ? { form: { kind: "error" }, alias: null }
      : must(forms[body.name], body.name)(reader, body)),
    repeat: repeat && isToken(repeat) ? readRepeat(reader, repeat) : null,
  };
}

function readRepeat(reader: Reader, repeat: IToken): Repeat {
  const count = readPart(reader, repeat, 1, repeat.image.slice(1));
  return { count, span: tokenSpan(reader, repeat) };
}

type Body = Pick<Stage, "form" | "alias">;

const forms: Readonly<Record<string, (reader: Reader, body: CstNode) => Body>> = {
  head: readHeadStage,
  call: readCall,
  group: (reader, group) => ({
    form: { kind: "group", chain: readChain(reader, must(node(group, "chain"), "chain")) },
    alias: readAlias(reader, node(group, "alias")),
  }),
  bracket: (reader, bracket) => ({
    form: readBracket(reader, bracket),
    alias: readAlias(reader, node(bracket, "alias")),
  }),
  aux: (reader, aux) => ({
    form: {
      kind: "aux",
      headSpan: tokenSpan(reader, must(token(aux, "Aux"), "aux")),
      options: nodes(aux, "keyValue").map((option) => readOption(reader, option)),
      chain: readChain(reader, must(node(aux, "chain"), "chain")),
    },
    alias: readAlias(reader, node(aux, "alias")),
  }),
};

function readAlias(reader: Reader, alias: CstNode | undefined): Name | null {
  return alias ? readNewName(reader, must(token(alias, "Word"), "name")) : null;
}

/** What follows a head or a call: values, options and flags, a name. */
interface Properties {
  readonly positional: readonly Value[];
  readonly options: readonly Option[];
  readonly alias: Name | null;
}

function readProperties(reader: Reader, parent: CstNode): Properties {
  const positional: Value[] = [];
  const options: Option[] = [];
  const aliases: Name[] = [];
  for (const property of nodes(parent, "property")) {
    const child = onlyChild(property);
    if (!isToken(child)) {
      if (child.name === "keyValue") options.push(readOption(reader, child));
      else aliases.push(must(readAlias(reader, child) ?? undefined, "name"));
    } else if (child.tokenType.name === "Word") options.push(readFlag(reader, child));
    else positional.push(readSimple(reader, child));
  }
  for (const second of aliases.slice(1)) reader.diagnostics.push(secondName(second));
  return { positional, options, alias: aliases[0] ?? null };
}

function readFlag(reader: Reader, word: IToken): Option {
  const key = readKey(reader, word);
  if (key.text === "as") {
    const hint = fix("write a name after `as`", insertAfter(key.span, " name"));
    reader.diagnostics.push(
      error("C127", key.span, "expected a name after `as`", { hints: [hint] }),
    );
  }
  return { key, value: null, span: key.span };
}

function secondName(second: Name) {
  return error(
    "C127",
    second.span,
    `a stage has one name, received \`${second.text}\` as another`,
    {
      hints: [{ text: "keep one `as`" }],
    },
  );
}

function readHeadStage(reader: Reader, stage: CstNode): Body {
  const { positional, options, alias } = readProperties(reader, stage);
  const word = token(stage, "Word");
  if (word && !looksLikeHead(word.image)) {
    for (const value of positional) reader.diagnostics.push(valueAfterName(word, value.span));
    return {
      form: { kind: "call", name: readName(reader, word), arguments: null, options },
      alias,
    };
  }
  const head = readHead(reader, must(word ?? token(stage, "Head"), "head"));
  return { form: { kind: "head", ...head, positional, options }, alias };
}

function valueAfterName(name: IToken, where: Span) {
  const message = `did not expect a value after the name \`${name.image}\``;
  return error("C101", where, message, {
    hints: [{ text: `arguments of a block stand in brackets: \`${name.image}(…)\`` }],
  });
}

function readCall(reader: Reader, call: CstNode): Body {
  const { positional, options, alias } = readProperties(reader, call);
  const callee = must(token(call, "Callee"), "name");
  for (const value of positional) reader.diagnostics.push(valueAfterName(callee, value.span));
  const list = nodes(call, "argument").map((argument) => readArgument(reader, argument));
  return {
    form: { kind: "call", name: readName(reader, callee), arguments: list, options },
    alias,
  };
}

function readArgument(reader: Reader, argument: CstNode): Argument {
  const word = token(argument, "Word");
  return {
    name: word ? readName(reader, word) : null,
    value: readQuantity(reader, must(node(argument, "quantity"), "value")),
    span: spanOf(reader, argument),
  };
}

function readBracket(reader: Reader, bracket: CstNode): StageForm {
  const branches = nodes(bracket, "chain").map((chain) => readChain(reader, chain));
  const written = [...tokens(bracket, "Comma"), ...tokens(bracket, "Plus")].sort(
    (a, b) => a.startOffset - b.startOffset,
  );
  const separators = written.map((separator) => tokenSpan(reader, separator));
  const join: BracketForm["join"] = written[0]?.image === "+" ? "add" : "concat";
  reportMixed(reader, written);
  const unread = branches[0]?.stages[0]?.form.kind === "error";
  if (written.length === 0 && !unread) reportOneBranch(reader, bracket);
  return { kind: "bracket", join, branches, separators };
}

function reportMixed(reader: Reader, separators: readonly IToken[]): void {
  const other = separators.find(({ image }) => image !== separators[0]?.image);
  if (!other) return;
  const all = (image: string) => separators.map((one) => replace(tokenSpan(reader, one), image));
  reader.diagnostics.push(
    error(
      "C121",
      tokenSpan(reader, other),
      "a bracket either joins its branches with `,` or adds them with `+`, received both",
      {
        hints: [
          fix("write `,` throughout", ...all(",")),
          fix("write `+` throughout", ...all(" +")),
          { text: "or put one join inside the other: `[[a, b] + c]`" },
        ],
      },
    ),
  );
}

function reportOneBranch(reader: Reader, bracket: CstNode): void {
  const open = tokenSpan(reader, must(token(bracket, "LeftBracket"), "["));
  const close = tokenSpan(reader, must(token(bracket, "RightBracket"), "]"));
  reader.diagnostics.push(
    error("C122", open, "expected at least two branches in `[ … ]`, received one", {
      hints: [fix("group stages with `( … )`", replace(open, "("), replace(close, ")"))],
    }),
  );
}

/** A chain of one stage that could not be read. */
export function unreadChain(where: Span): Chain {
  const form: StageForm = { kind: "error" };
  return { span: where, stages: [{ span: where, form, alias: null, repeat: null }] };
}
