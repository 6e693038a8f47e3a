/** What is said of cells, as text; `‸` is the cursor. Cells before the last one, parted by `---`, have run. */
import { answering } from "../../src/cells/answers.js";
import { cellLanguage, withoutMagic } from "../../src/cells/cellLanguage.js";
import { afterConv, afterTypeScript, nothingKnown, type Known } from "../../src/cells/known.js";
import { packageRoot } from "../../src/packageRoot.js";
import { textCases } from "../textCases.js";

const { answer } = answering(packageRoot);

interface Asked {
  readonly code: string;
  readonly cursor: number;
  readonly known: Known;
}

function askedIn(text: string): Asked {
  const cells = text.split(/^---\n/m);
  const last = cells.pop() ?? "";
  const known = cells.reduce(afterCell, nothingKnown);
  return { code: last.replace("‸", ""), cursor: last.indexOf("‸"), known };
}

function afterCell(known: Known, code: string): Known {
  if (cellLanguage(code) === "conv") return afterConv(known, withoutMagic(code));
  const cell = answer("compile", { code }, known);
  if (cell.language === "refused") throw new Error(cell.traceback.join("\n"));
  return afterTypeScript(known, cell.declarations, cell.declares);
}

/** The case is the list of first lines; each gets its language. */
textCases("test/cells/cases/recognition.txt", (text) =>
  text
    .split("\n---\n")
    .map((code) => `${cellLanguage(code)}: ${code.replaceAll("\n", "⏎")}`)
    .join("\n"),
);

textCases("test/cells/cases/refused.txt", (text) => {
  const { code, known } = askedIn(text);
  const cell = answer("compile", { code }, known);
  if (cell.language !== "refused") return "accepted";
  const lines = cell.traceback.join("\n").replace(/\u001b\[[\d;]*m/g, "");
  return `${cell.name}: ${cell.message}\n${lines}`;
});

textCases("test/cells/cases/complete.txt", (text) => {
  const { known, ...asked } = askedIn(text);
  const { matches } = answer("complete", asked, known);
  const lines = matches.slice(0, 4).map(({ text: put, start, end, type, signature }) => {
    const replaced = asked.code.slice(start, end);
    return `[${replaced}] ${type} ${put}${signature === undefined ? "" : `: ${signature}`}`;
  });
  const more = matches.length > 4 ? [`and more`] : [];
  return [...lines, ...more].join("\n") || "nothing";
});

textCases("test/cells/cases/inspect.txt", (text) => {
  const { known, ...asked } = askedIn(text);
  return answer("inspect", { ...asked, level: 0 }, known)?.text ?? "nothing";
});

/** A bar marks the end of the indent. */
textCases("test/cells/cases/isComplete.txt", (text) => {
  const result = answer("isComplete", { code: text.replaceAll("‸", "") }, nothingKnown);
  return result.status === "incomplete" ? `incomplete ${result.indent}|` : result.status;
});
