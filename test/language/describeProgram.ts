/** A syntax tree in compact lines, for the parse cases. */
import type {
  Chain,
  Expression,
  Option,
  Program,
  Stage,
  Statement,
  Value,
} from "../../src/language/syntax.js";

export function describeProgram({ statements, comments }: Program): string {
  return [
    ...statements.flatMap(statementLines),
    ...comments.map(({ text, ownLine }) => `comment ${ownLine ? "alone" : "after"} ${text}`),
  ].join("\n");
}

function statementLines(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "net": {
      const title = statement.title ? ` ${JSON.stringify(statement.title.value)}` : "";
      return [`net ${statement.name.text}${title}`, ...chainLines(statement.body)];
    }
    case "block": {
      const parameters = statement.parameters.map(({ name, fallback }) =>
        fallback ? `${name.text} = ${valueText(fallback)}` : name.text,
      );
      return [
        `block ${statement.name.text} (${parameters.join(", ")})`,
        ...chainLines(statement.body),
      ];
    }
    case "use": {
      const { target } = statement;
      return [`use ${"kind" in target ? valueText(target) : target.text}`];
    }
    case "command": {
      const target = statement.target ? ` target ${statement.target.text}` : "";
      const operands = statement.operands.map((operand) => ` ${valueText(operand)}`).join("");
      return [`${statement.keyword}${target}:${operands}${optionsText(statement.options)}`];
    }
  }
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function chainLines({ stages }: Chain): readonly string[] {
  return indented(stages.flatMap(stageLines));
}

function stageLines({ form, alias, repeat }: Stage): readonly string[] {
  const end = [
    alias ? ` as ${alias.text}` : "",
    repeat ? ` times ${valueText(repeat.count)}` : "",
  ].join("");
  switch (form.kind) {
    case "head": {
      const sizes = [
        form.kernel ? ` kernel ${form.kernel.map(valueText).join(" x ")}` : "",
        form.count ? ` count ${valueText(form.count)}` : "",
        form.stride ? ` stride ${form.stride.map(valueText).join(" x ")}` : "",
      ].join("");
      const positional = form.positional.map((value) => ` ${valueText(value)}`).join("");
      return [`${form.word}${sizes}${positional}${optionsText(form.options)}${end}`];
    }
    case "call": {
      const list = form.arguments?.map(
        ({ name, value }) => (name ? `${name.text} = ` : "") + valueText(value),
      );
      return [
        `call ${form.name.text}${list ? ` (${list.join(", ")})` : ""}${optionsText(form.options)}${end}`,
      ];
    }
    case "group":
      return [`group${end}`, ...chainLines(form.chain)];
    case "aux":
      return [`aux${optionsText(form.options)}${end}`, ...chainLines(form.chain)];
    case "bracket":
      return [
        `${form.join}${end}`,
        ...form.branches.flatMap((branch) => indented(["branch", ...chainLines(branch)])),
      ];
    case "error":
      return [`unread${end}`];
  }
}

function optionsText(options: readonly Option[]): string {
  const texts = options.map(({ key, value }) =>
    value ? `${key.text} = ${valueText(value)}` : key.text,
  );
  return texts.length === 0 ? "" : ` {${texts.join("; ")}}`;
}

function valueText(value: Value): string {
  switch (value.kind) {
    case "number":
      return value.text === String(value.value) ? value.text : `${value.text}→${value.value}`;
    case "size":
      return value.sizes.map(valueText).join(" x ");
    case "string":
      return JSON.stringify(value.value);
    case "word":
      return value.name;
    case "list":
      return `[${value.items.map(valueText).join(" ")}]`;
    case "function":
      return `${value.name.text}(${value.arguments.map(valueText).join(" ")})`;
    case "expression":
      return expressionText(value.expression);
  }
}

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "parameter":
      return `$${expression.name}`;
    case "negate":
      return `(neg ${expressionText(expression.operand)})`;
    case "binary":
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
  }
}
