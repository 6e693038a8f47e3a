/** Words with sizes: `conv3x5-64/2x1` is the word `conv`, the kernel 3x5, the count 64, the stride 2x1. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { error, fix, replace } from "../problem.js";
import type { HeadForm, NumberValue, Quantity } from "../syntax.js";
import { sizedHeads, type SizedHead } from "../words.js";
import { isHeadWord } from "../names.js";
import { spanWithin, tokenSpan, type Reader } from "./cst.js";
import { canonical, readPart, readParts } from "./values.js";

const part = String.raw`(?:\d+|\{[^{}]*\})`;
const parts = String.raw`${part}(?:[xX]${part})*`;
const shape = new RegExp(`^(soft-max|[A-Za-z]+)(${parts})?(?:-(${part}))?(?:/(${parts}))?$`, "di");

/** The pieces of a head as text, with their offsets in the image. */
interface Pieces {
  readonly word: string;
  readonly kernel: Piece | null;
  readonly count: Piece | null;
  readonly stride: Piece | null;
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function headPieces(image: string): Pieces | null {
  const match = shape.exec(image);
  if (!match) return null;
  const piece = (group: number): Piece | null => {
    const place = match.indices?.[group];
    return place ? { text: image.slice(...place), start: place[0], end: place[1] } : null;
  };
  return { word: canonical(match[1] ?? ""), kernel: piece(2), count: piece(3), stride: piece(4) };
}

export function isSizedHead(word: string): word is SizedHead {
  return Object.hasOwn(sizedHeads, word);
}

/** Whether a word of letters and digits is a head where a stage is expected: `maxpool2`, `relu`, but not `fc6`. */
export function looksLikeHead(image: string): boolean {
  const pieces = headPieces(image);
  if (!pieces) return false;
  if (!isSizedHead(pieces.word)) return isHeadWord(canonical(image));
  return pieces.kernel === null || sizedHeads[pieces.word].kernel;
}

type Sizes = Pick<HeadForm, "word" | "headSpan" | "kernel" | "count" | "stride">;

export function readHead(reader: Reader, head: IToken): Sizes {
  const headSpan = tokenSpan(reader, head);
  const pieces = headPieces(head.image);
  if (!pieces) throw new Error(`the token ${head.image} is not a head`);
  const { word } = pieces;
  if (isSizedHead(word)) reportExtraSizes(reader, head, pieces, word);
  const sizes = (piece: Piece | null): readonly Quantity[] | null =>
    piece && readParts(reader, head, piece.start, piece.text);
  return {
    word,
    headSpan,
    kernel: sizes(pieces.kernel) ?? impliedKernel(word, headSpan),
    count: pieces.count && readPart(reader, head, pieces.count.start, pieces.count.text),
    stride: sizes(pieces.stride),
  };
}

/** `maxpool` is `maxpool2`, as the paper writes it. */
function impliedKernel(word: string, span: NumberValue["span"]): readonly Quantity[] | null {
  return word.endsWith("pool") ? [{ kind: "number", value: 2, text: "2", span }] : null;
}

const what = {
  kernel: { name: "a kernel", before: "" },
  count: { name: "a number of filters", before: "-" },
  stride: { name: "a stride", before: "/" },
} as const;

/** `maxpool2-64`, `fc-10/2`, `conv3x3x64-8`: sizes that the word does not take. */
function reportExtraSizes(reader: Reader, head: IToken, pieces: Pieces, word: SizedHead): void {
  for (const slot of ["kernel", "count", "stride"] as const) {
    const piece = pieces[slot];
    if (!piece) continue;
    const { name, before } = what[slot];
    const where = spanWithin(reader, head, piece.start - before.length, piece.end);
    if (!sizedHeads[word][slot]) {
      const kept = head.image.slice(0, piece.start - before.length) + head.image.slice(piece.end);
      const hint = fix(`write \`${kept}\``, replace(tokenSpan(reader, head), kept));
      reader.diagnostics.push(
        error(
          "C126",
          where,
          `${word} takes no ${name.slice(2)}, received \`${before}${piece.text}\``,
          {
            hints: [hint],
          },
        ),
      );
    } else if (piece.text.replace(/\{[^}]*\}/g, "1").split(/x/i).length > 2) {
      reader.diagnostics.push(
        error("C126", where, `expected ${name} of one or two sizes, received \`${piece.text}\``, {
          hints: [{ text: "write height x width, as in `conv3x5-64`, or one number for a square" }],
        }),
      );
    }
  }
}
