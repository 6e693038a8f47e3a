/** Every question about cells answered, in either language. In: a question and what is known. Out: plain data; never throws. */
import { cellLanguage, withoutMagic } from "./cellLanguage.js";
import { completeConv, convCompleteness, inspectConv } from "./convCell.js";
import { cellSource, scopes } from "./convScope.js";
import { declarationFile, ownDeclarations, type Known } from "./known.js";
import { convRefusal } from "./nearMiss.js";
import { noAnswer, refusedFor, type Answers, type Questions, type Topic } from "./questions.js";
import type { Scope } from "../network/scope.js";
import { compileText } from "./typescript/compile.js";
import { openCompiler, type Compiler } from "./typescript/compiler.js";
import { completeText } from "./typescript/complete.js";
import { textCompleteness } from "./typescript/completeness.js";
import { inspectText } from "./typescript/inspect.js";
import type { SideCache } from "./typescript/sides.js";
import { readCell, type CellSyntax } from "./typescript/syntax.js";
import { embeddedAt } from "./typescript/template.js";

interface Room {
  readonly folder: string;
  readonly compiler: () => Compiler;
  readonly scope: (known: Known) => Scope;
  readonly sides: SideCache;
}

type Answer<T extends Topic> = (room: Room, question: Questions[T], known: Known) => Answers[T];

const table: { readonly [T in Topic]: Answer<T> } = { compile, complete, inspect, isComplete };

export interface Answering {
  readonly answer: <T extends Topic>(topic: T, question: Questions[T], known: Known) => Answers[T];
  /** Loads TypeScript, a step at a time; false when all is done. */
  readonly warm: () => boolean;
}

/** A cell as users write them, compiled twice: what it declares brings in types that the next cells have from then on. */
const practice = "const one = net`input 8x8x1 | fc-10`; one.totals.params";

export function answering(folder: string): Answering {
  let opened: Compiler | null = null;
  const compiler = (): Compiler => (opened ??= openCompiler(folder));
  const room: Room = { folder, compiler, scope: scopes(folder), sides: new WeakMap() };
  let before = "";
  const practise = (): void => {
    const compiled = compileText(compiler(), room.sides, before, practice);
    if (compiled.language === "typescript") before = compiled.declarations;
  };
  const steps = [
    () => compiler(),
    () => compiler().builder().getProgram().getTypeChecker(),
    practise,
    practise,
    () => completeText(compiler(), "", "ne", 2),
  ];
  return {
    answer: (topic, question, known) => safely(room, topic, question, known),
    warm() {
      steps.shift()?.();
      return steps.length > 0;
    },
  };
}

/** A text nested beyond the stack is the user's; whatever else fails is TypeScript's or ours, and must end nothing. */
function safely<T extends Topic>(
  room: Room,
  topic: T,
  question: Questions[T],
  known: Known,
): Answers[T] {
  try {
    return table[topic](room, question, known);
  } catch (error) {
    if (topic !== "compile") return noAnswer[topic](question);
    const deep = error instanceof RangeError;
    const why = deep ? "it is nested too deeply" : String(error);
    return refusedFor(`the cell cannot be compiled: ${why}`) as Answers[T];
  }
}

function compile(room: Room, { code }: Questions["compile"], known: Known): Answers["compile"] {
  const compiled = compileText(room.compiler(), room.sides, declarationFile(known), code);
  if (compiled.language === "refused")
    return convRefusal(cellSource(room.folder, code), room.scope(known)) ?? compiled;
  return { ...compiled, declarations: ownDeclarations(compiled.declarations) };
}

function complete(
  room: Room,
  { code, cursor }: Questions["complete"],
  known: Known,
): Answers["complete"] {
  if (cellLanguage(code) === "conv")
    return completeConv(convSource(room, code), cursor, room.scope(known));
  const { ts } = room.compiler();
  const embedded = embeddedAt(ts, syntaxOf(room, code), cursor);
  if (!embedded) return completeText(room.compiler(), declarationFile(known), code, cursor);
  const { text, shift } = embedded;
  const found = completeConv(cellSource(room.folder, text), cursor + shift, room.scope(known));
  const back = <P extends { readonly start: number; readonly end: number }>(place: P): P => ({
    ...place,
    start: place.start - shift,
    end: place.end - shift,
  });
  return { ...back(found), matches: found.matches.map(back) };
}

function inspect(
  room: Room,
  { code, cursor, level }: Questions["inspect"],
  known: Known,
): Answers["inspect"] {
  const scope = room.scope(known);
  if (cellLanguage(code) === "conv")
    return inspectConv(convSource(room, code), cursor, scope, level);
  const syntax = syntaxOf(room, code);
  const embedded = embeddedAt(room.compiler().ts, syntax, cursor);
  if (!embedded) return inspectText(room.compiler(), declarationFile(known), syntax, cursor);
  const { text, shift } = embedded;
  return inspectConv(cellSource(room.folder, text), cursor + shift, scope, level);
}

function isComplete(room: Room, { code }: Questions["isComplete"]): Answers["isComplete"] {
  if (code.trim() === "") return { status: "complete" };
  if (cellLanguage(code) === "conv") return convCompleteness(withoutMagic(code));
  return textCompleteness(syntaxOf(room, code));
}

function convSource({ folder }: Room, code: string) {
  return cellSource(folder, withoutMagic(code));
}

function syntaxOf(room: Room, code: string): CellSyntax {
  const { ts, names } = room.compiler();
  return readCell(ts, names.cell, code);
}
