/** The language service on texts with a cursor, `‸`. */
import type { HighlightKind } from "../../src/service/index.js";
import { hover, highlight, quickFixes, signature, complete } from "../../src/service/index.js";
import { sourceOf, textOf, type Source } from "../../src/language/source.js";
import { applyEdits } from "../language/describe.js";
import { textCases } from "../textCases.js";

interface Place {
  readonly source: Source;
  readonly offset: number;
}

function placeIn(text: string): Place {
  const offset = text.indexOf("‸");
  return { source: sourceOf("case.conv", text.replace("‸", "")), offset };
}

/** The likeliest eight: what is replaced, the kind, what is put in, what is said of it. */
textCases("test/service/cases/complete.txt", (text) => {
  const { source, offset } = placeIn(text);
  const found = complete(source, offset);
  const lines = found.slice(0, 8).map(({ kind, label, detail, insertText, span }) => {
    const insert = insertText === label ? "" : ` ← ${JSON.stringify(insertText)}`;
    const replaced = textOf(span) === "" ? "" : `[${textOf(span)}] `;
    return `${replaced}${kind} ${label}${insert}${detail === "" ? "" : `: ${detail}`}`;
  });
  if (found.length === 0) return "nothing";
  return [...lines, ...(found.length > 8 ? [`and ${found.length - 8} more`] : [])].join("\n");
});

textCases("test/service/cases/hover.txt", (text) => {
  const { source, offset } = placeIn(text);
  const found = hover(source, offset);
  return found ? [`[${textOf(found.span)}]`, ...found.lines].join("\n") : "nothing";
});

textCases("test/service/cases/signature.txt", (text) => {
  const { source, offset } = placeIn(text);
  const found = signature(source, offset);
  if (!found) return "nothing";
  const parameters = found.parameters.map(({ text: form }, index) =>
    index === found.active ? `<${form}>` : form,
  );
  return `${found.label}: ${parameters.join(" ")}`;
});

textCases("test/service/cases/quickFixes.txt", (text) => {
  const { source, offset } = placeIn(text);
  const fixes = quickFixes(source, { start: offset, end: offset });
  const lines = fixes.map(
    ({ title, edits, diagnostic }) =>
      `${diagnostic.code} ${title}\n  ${applyEdits(source, edits).text.trimEnd()}`,
  );
  return lines.length ? lines.join("\n") : "nothing";
});

const marks: Readonly<Record<HighlightKind, string>> = {
  keyword: "k",
  head: "h",
  number: "9",
  option: "p",
  name: "n",
  string: '"',
  comment: "#",
  operator: "-",
};

/** Each kind under the text as its mark. */
textCases("test/service/cases/highlight.txt", (text) => {
  const source = sourceOf("case.conv", text);
  const letters = source.text
    .split("")
    .map((character) => (/\s/.test(character) ? character : "?"));
  for (const { kind, span } of highlight(source))
    for (let at = span.start; at < span.end; at++)
      if (letters[at] === "?") letters[at] = marks[kind];
  const lines = source.text.split("\n");
  const below = letters.join("").split("\n");
  return lines.flatMap((line, index) => [line, below[index] ?? ""]).join("\n");
});
