/** The mistakes between stages, in words. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import type { Edit, Hint } from "../diagnostic.js";
import { error, fix, insertAfter, insertBefore, replace } from "../problem.js";
import { span, type Span } from "../source.js";
import { tokenSpan, type Reader } from "../tree/cst.js";

type Side = "before" | "after";

/** A `|` with nothing on one of its sides. */
export function missingStage(reader: Reader, pipe: IToken, side: Side): void {
  const where = tokenSpan(reader, pipe);
  reader.diagnostics.push(
    error("C114", where, `expected a stage ${side} \`|\``, {
      hints: [fix("leave it out", removal(where))],
    }),
  );
}

/** `[a, ]` */
export function missingBranch(reader: Reader, separator: IToken, side: Side): void {
  const where = tokenSpan(reader, separator);
  const edit = side === "before" ? insertBefore(where, "id") : insertAfter(where, " id");
  reader.diagnostics.push(
    error("C114", where, `expected a branch ${side} ${received(separator)}`, {
      hints: [fix("write the branch; `id` is the input unchanged", edit)],
    }),
  );
}

/** `net a = conv3-64, maxpool2` */
export function branchOutside(reader: Reader, separator: IToken): void {
  const where = tokenSpan(reader, separator);
  const message = `expected \`|\`, received ${received(separator)}, which separates branches in \`[ … ]\``;
  reader.diagnostics.push(
    error("C115", where, message, {
      hints: [fix("write `|` between stages", replace(where, spaced(where) ? "|" : " |"))],
    }),
  );
}

function spaced({ source, start }: Span): boolean {
  return /\s/.test(source.text[start - 1] ?? "");
}

/** `aux(weight=0.3 gap | fc-10)` */
export function missingColon(reader: Reader, before: IToken): void {
  const where = tokenSpan(reader, before);
  const message = "expected `:` between the options of `aux` and its stages";
  reader.diagnostics.push(
    error("C101", where, message, { hints: [fix("write `:`", insertAfter(where, ":"))] }),
  );
}

/** Takes out a word and the space before it. */
function removal(where: Span): Edit {
  let start = where.start;
  while (/[ \t]/.test(where.source.text[start - 1] ?? "")) start--;
  return replace({ ...where, start }, "");
}

/** `()`, `[]`, `net a =` */
export function emptyBrackets(reader: Reader, opener: IToken, closer: IToken | null): void {
  const where = span(reader.source, opener.startOffset, t.endOf(closer ?? opener));
  const message = closer ? "expected a stage between the brackets" : "expected a stage after `=`";
  const hint = closer
    ? fix("`id` is the input unchanged", insertBefore(tokenSpan(reader, closer), "id"))
    : { text: "a network begins with its input: `input 224x224x3 | …`" };
  reader.diagnostics.push(error("C114", where, message, { hints: [hint] }));
}

export function strayRepeat(reader: Reader, repeat: IToken): void {
  const where = tokenSpan(reader, repeat);
  reader.diagnostics.push(
    error("C120", where, `a repeat follows a stage, received ${received(repeat)} alone`, {
      hints: [fix("leave it out", removal(where))],
    }),
  );
}

export function secondRepeat(reader: Reader, first: IToken, second: IToken): void {
  const where = tokenSpan(reader, second);
  reader.diagnostics.push(
    error(
      "C120",
      where,
      `a stage has one repeat, received ${received(second)} after ${received(first)}`,
      {
        hints: [
          fix("leave one out", removal(where)),
          { text: "repeat a group of it: `(… x2) x3`" },
        ],
      },
    ),
  );
}

export function misplacedRepeat(reader: Reader, repeat: IToken, after: IToken, last: IToken): void {
  const where = tokenSpan(reader, repeat);
  reader.diagnostics.push(
    error(
      "C120",
      where,
      `a repeat comes last, received ${received(repeat)} before ${received(after)}`,
      {
        hints: [
          fix(
            `move ${received(repeat)} to the end of the stage`,
            removal(where),
            insertAfter(tokenSpan(reader, last), ` ${repeat.image}`),
          ),
        ],
      },
    ),
  );
}

/** Heads that are an option of another layer as well. */
const optionHeads: ReadonlySet<string> = new Set(["pad"]);

export function missingPipe(
  reader: Reader,
  token: IToken,
  next: IToken | undefined,
  stage: IToken,
): void {
  const where = tokenSpan(reader, token);
  const hints: Hint[] = [fix("write `|` between stages", insertBefore(where, "| "))];
  if (next && optionHeads.has(token.image.toLowerCase()) && /^[\d{]/.test(next.image)) {
    const gap = { ...where, start: where.end, end: next.startOffset };
    hints.unshift(fix(`as an option write \`${token.image}=${next.image}\``, replace(gap, "=")));
  }
  const message = `expected \`|\` before ${received(token)}, which is a stage after ${received(stage)}`;
  reader.diagnostics.push(error("C115", where, message, { hints }));
}

/** `leakyrelu 0.2` after another layer, `as keras`: the value hangs on its key. */
export function missingEquals(reader: Reader, key: IToken, value: IToken): void {
  const gap = span(reader.source, t.endOf(key), value.startOffset);
  const where = { ...gap, start: key.startOffset, end: t.endOf(value) };
  const meant = `${key.image}=${value.image}`;
  reader.diagnostics.push(
    error("C130", where, `expected \`${meant}\`, received \`${key.image} ${value.image}\``, {
      hints: [fix(`write \`${meant}\``, replace(gap, "="))],
    }),
  );
}
