/** `data`, `augment` and `normalize`. In: a checked command and the state. Out: the data set's figures. */
import { noAugmentation, type Augmentation } from "../data/augment.js";
import { defaultSplit } from "../data/classes.js";
import { readCsvSet } from "../data/csv.js";
import { dataSetEntry, type DataSet, type ReadOptions } from "../data/dataSet.js";
import { readFolderSet } from "../data/folder.js";
import { readIdxSet } from "../data/idxSet.js";
import { augmented, normalized, type Normalization } from "../data/prepare.js";
import { sampleCount } from "../data/samples.js";
import type { CheckedCommand } from "../network/commands/command.js";
import type { DataResult, RunEvent } from "./events.js";
import { dataOf, operand, pathOf } from "./operands.js";
import { reporting } from "./reporting.js";
import type { ScriptState } from "./scriptState.js";

export interface DataContext {
  readonly state: ScriptState;
  readonly signal?: AbortSignal | undefined;
}

/** Reads by the form of the statement, under the name that it gets. */
type Read = (command: CheckedCommand, name: string, options: ReadOptions) => Promise<DataSet>;

const readSet: Read = async (command, name, options) => ({
  ...(await dataSetEntry(operand(command, "set")).read(options)),
  name,
});

const forms: Readonly<Record<string, Read>> = {
  set: readSet,
  named: readSet,
  folder: (command, name, options) =>
    readFolderSet(name, pathOf(command), { ...defaultSplit, ...optionsOf(command) }, options),
  idx: (command, name) =>
    readIdxSet(
      name,
      { path: pathOf(command), about: "path" },
      { path: pathOf(command, "labels"), about: "labels" },
      { ...defaultSplit, ...optionsOf(command) },
    ),
  csv: (command, name) =>
    readCsvSet(
      name,
      { path: pathOf(command), about: "path" },
      { ...defaultSplit, ...optionsOf(command) },
    ),
};

/** The table of commands has checked names and values. */
function optionsOf({ options }: CheckedCommand): object {
  return Object.fromEntries(
    Object.entries(options).map(([key, { value }]) => [
      key,
      key === "size" ? [value].flat() : value,
    ]),
  );
}

export async function* readData(
  command: CheckedCommand,
  { state, signal }: DataContext,
): AsyncGenerator<RunEvent, void> {
  const read = forms[command.form];
  if (!read) throw new Error(`data has no form ${command.form}`);
  const name = command.target ?? operand(command, "set");
  const data = yield* reporting<RunEvent, DataSet>((report) =>
    read(command, name, {
      signal,
      onProgress: (reading) => report({ kind: "reading", data: name, ...reading }),
    }),
  );
  const reasons = data.skipped ? { reasons: data.skipped } : {};
  yield { kind: "result", result: { ...keep(data, state), ...reasons } };
}

export function augmentData(command: CheckedCommand, { state }: DataContext): DataResult {
  const options = optionsOf(command) as Partial<Augmentation>;
  const flip = command.flags.includes("flip");
  return keep(augmented(dataOf(command, state), { ...noAugmentation, flip, ...options }), state);
}

export async function normalizeData(
  command: CheckedCommand,
  { state }: DataContext,
): Promise<DataResult> {
  const by = operand(command, "by") as Normalization;
  return keep(await normalized(dataOf(command, state), by), state);
}

function keep(data: DataSet, { data: sets }: ScriptState): DataResult {
  sets.set(data.name, data);
  return resultOf(data);
}

function resultOf({ name, shape, classNames, train, test, skipped }: DataSet): DataResult {
  return {
    kind: "data",
    data: name,
    shape,
    classes: classNames.length,
    train: sampleCount(train),
    test: sampleCount(test),
    ...(skipped ? { skipped: skipped.length } : {}),
  };
}
