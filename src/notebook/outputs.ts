/**
 * What a cell leaves in the file. In: the messages of an execution, in order. Out: outputs as Jupyter saves them: neighbouring
 * text joined, a display as it was last, cleared where that was asked.
 */
import type { ExecutionId, FromExecutor } from "../executor/messages.js";
import type { Output } from "./file.js";

/** Outputs by execution; a display can be changed by a later cell. */
export interface Collected {
  readonly outputs: Map<ExecutionId, Kept[]>;
  /** Executions whose next output takes the place of those so far. */
  readonly clearing: Set<ExecutionId>;
}

interface Kept {
  output: Output;
  readonly displayId: string | null;
}

export function nothingCollected(): Collected {
  return { outputs: new Map(), clearing: new Set() };
}

export function outputsOf({ outputs }: Collected, execution: ExecutionId): readonly Output[] {
  return (outputs.get(execution) ?? []).map(({ output }) => output).filter((one) => !isEmpty(one));
}

/** A display that has been emptied, as that of a training's ticks. */
function isEmpty(output: Output): boolean {
  return output.kind === "display" && Object.values(output.data).every((value) => value === "");
}

export function collect(collected: Collected, message: FromExecutor): void {
  switch (message.kind) {
    case "stream":
      addText(keptOf(collected, message.execution), message);
      return;
    case "display": {
      const { data, metadata, displayId } = message;
      const output = { kind: "display", data, metadata } as const;
      if (message.update) replace(collected, displayId, output);
      else keptOf(collected, message.execution).push({ output, displayId });
      return;
    }
    case "result": {
      const { execution, data, metadata } = message;
      const output = { kind: "result", count: execution, data, metadata } as const;
      keptOf(collected, execution).push({ output, displayId: null });
      return;
    }
    case "clear":
      if (message.wait) collected.clearing.add(message.execution);
      else collected.outputs.set(message.execution, []);
      return;
    case "done": {
      const { execution, outcome } = message;
      if (outcome.status === "ok") return;
      const { name, traceback } = outcome;
      const output = { kind: "error", name, message: outcome.message, traceback } as const;
      keptOf(collected, execution).push({ output, displayId: null });
      return;
    }
    case "ready":
    case "ask":
    case "comm":
  }
}

function keptOf({ outputs, clearing }: Collected, execution: ExecutionId): Kept[] {
  const before = clearing.delete(execution) ? undefined : outputs.get(execution);
  if (before) return before;
  const made: Kept[] = [];
  outputs.set(execution, made);
  return made;
}

type Text = Extract<FromExecutor, { kind: "stream" }>;

function addText(kept: Kept[], { name, text }: Text): void {
  const last = kept.at(-1);
  if (last?.output.kind === "stream" && last.output.name === name) {
    last.output = { ...last.output, text: last.output.text + text };
  } else kept.push({ output: { kind: "stream", name, text }, displayId: null });
}

function replace({ outputs }: Collected, displayId: string | null, output: Output): void {
  for (const kept of outputs.values()) {
    for (const one of kept) if (one.displayId === displayId) one.output = output;
  }
}
