/** Statements: the concrete tree of one goes in, the node of the syntax tree comes out. */
import type { CstNode } from "../../../grammar/chevrotain.js";
import {
  commandKeywords,
  type Command,
  type CommandKeyword,
  type Option,
  type Parameter,
  type Statement,
  type Value,
} from "../syntax.js";
import {
  isToken,
  must,
  node,
  nodes,
  onlyChild,
  spanOf,
  token,
  tokenSpan,
  type Reader,
} from "./cst.js";
import { readChain } from "./stages.js";
import {
  canonical,
  readName,
  readNewName,
  readOption,
  readQuantity,
  readText,
  readValue,
} from "./values.js";

export function readStatement(reader: Reader, statement: CstNode): Statement {
  const child = onlyChild(statement);
  if (isToken(child)) throw new Error("a statement is a node");
  return must(builders[child.name], child.name)(reader, child);
}

const builders: Readonly<Record<string, (reader: Reader, statement: CstNode) => Statement>> = {
  net: (reader, net) => {
    const title = token(net, "Text");
    return {
      kind: "net",
      span: spanOf(reader, net),
      name: readNewName(reader, must(token(net, "Word"), "name")),
      title: title ? readText(reader, title) : null,
      body: readChain(reader, must(node(net, "chain"), "chain")),
    };
  },
  block: (reader, block) => ({
    kind: "block",
    span: spanOf(reader, block),
    name: readNewName(reader, must(token(block, "Word") ?? token(block, "Callee"), "name")),
    parameters: nodes(block, "parameter").map((parameter) => readParameter(reader, parameter)),
    body: readChain(reader, must(node(block, "chain"), "chain")),
  }),
  use: (reader, use) => {
    const text = token(use, "Text");
    const target = text
      ? readText(reader, text)
      : readName(reader, must(token(use, "Word"), "name"));
    return { kind: "use", span: spanOf(reader, use), target };
  },
  data: readCommand,
  command: readCommand,
};

function readParameter(reader: Reader, parameter: CstNode): Parameter {
  const fallback = node(parameter, "quantity");
  return {
    name: readNewName(reader, must(token(parameter, "Word"), "name")),
    fallback: fallback ? readQuantity(reader, fallback) : null,
  };
}

function readCommand(reader: Reader, command: CstNode): Command {
  const keyword = must(token(command, "Data") ?? token(command, "CommandKeyword"), "keyword");
  const target = token(command, "Word");
  const operands: Value[] = [];
  const options: Option[] = [];
  for (const item of nodes(command, "item")) {
    const value = node(item, "value");
    if (value) operands.push(readValue(reader, value));
    else options.push(readOption(reader, must(node(item, "keyValue"), "option")));
  }
  const word = commandKeyword(keyword.image);
  return {
    kind: "command",
    keyword: word,
    keywordSpan: tokenSpan(reader, keyword),
    span: spanOf(reader, command),
    target: target ? readNewName(reader, target) : null,
    operands: operands.map((operand, index) => withPreposition(word, operand, index)),
    options,
  };
}

function commandKeyword(image: string): CommandKeyword {
  const lower = image.toLowerCase();
  return must(
    commandKeywords.find((word) => word === lower),
    "keyword",
  );
}

const prepositions: Partial<Readonly<Record<CommandKeyword, string>>> = {
  train: "on",
  test: "on",
  predict: "with",
  load: "from",
  save: "to",
  export: "to",
};

/** `TRAIN a ON digits`: the word between the names is read in any case. */
function withPreposition(keyword: CommandKeyword, operand: Value, index: number): Value {
  if (index === 0 || operand.kind !== "word") return operand;
  const lower = canonical(operand.name);
  return lower === prepositions[keyword] ? { ...operand, name: lower } : operand;
}
