/** Cells such as `net?`, `?net` and `net??`, which ask what something is; the front end opens a page with the answer. */
import type { CellService } from "../../cells/service.js";
import type { Content } from "../message.js";

export interface Question {
  readonly code: string;
  readonly level: 0 | 1;
}

/** No line of TypeScript or ConvScript is a name with question marks. */
export function readQuestion(cell: string): Question | null {
  const match = /^(\?{0,2})\s*([\p{L}\d_$.[\]"'-]+)\s*(\?{0,2});?$/u.exec(cell.trim());
  const [, before = "", code = "", after = ""] = match ?? [];
  const marks = before.length + after.length;
  return marks > 0 ? { code, level: marks > 1 ? 1 : 0 } : null;
}

export async function explain({ code, level }: Question, cells: CellService): Promise<PagePayload> {
  const found = await cells.inspect(code, code.length, level);
  const text = `nothing is known of \`${code}\``;
  const { text: plain, markdown } = found ?? { text, markdown: text };
  return { source: "page", data: { "text/plain": plain, "text/markdown": markdown }, start: 0 };
}

export interface PagePayload extends Content {
  readonly source: "page";
}
