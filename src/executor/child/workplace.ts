/** All that cells need, put together. In: orders. Out: what they lead to, through the output. */
import { apiNames } from "../../cells/predeclared.js";
import type { LiveDisplay } from "../../display/liveTraining.js";
import type { ExecutionId, ToExecutor } from "../messages.js";
import { cellApi } from "./cellApi.js";
import { cellRunner } from "./cellRunner.js";
import { currentExecution } from "./context.js";
import { defineGlobal } from "./intact.js";
import type { Interruptions } from "./interruption.js";
import { netBundle } from "./netBundle.js";
import type { Output } from "./output.js";
import { openModules } from "./require.js";
import { adopt, newSession } from "./session.js";
import { openShell } from "./shell.js";

export interface Workplace {
  receive(order: ToExecutor): void;
  abandon(execution: ExecutionId): void;
}

interface Given {
  readonly folder: string;
  readonly output: Output;
  readonly interruptions: Interruptions;
}

export function openWorkplace({ folder, output, interruptions }: Given): Workplace {
  const silent = new Set<ExecutionId>();
  const asking = new Set<ExecutionId>();
  const isSilent = (execution: ExecutionId) => silent.has(execution);
  const shell = openShell({
    output,
    known: netBundle,
    mayAsk: (execution) => asking.has(execution),
    isSilent,
  });
  const live = () => {
    const execution = currentExecution();
    if (isSilent(execution)) return null;
    return (display: LiveDisplay) => output.send({ kind: "display", execution, ...display });
  };
  const session = newSession();
  const api = cellApi({ interruptions, live, name: () => adopt(session) });
  for (const name of apiNames) defineGlobal(name, Reflect.get(api, name));
  for (const name of ["display", "input", "comm"] as const) defineGlobal(name, shell[name]);
  const modules = openModules(folder, api);
  const runner = cellRunner({
    ...{ folder, output, interruptions, session, modules, known: netBundle },
    shown: (execution) => shell.shown(execution),
    isHandle: (value) => shell.isHandle(value),
  });
  return {
    abandon: (execution) => runner.abandon(execution),
    receive(order) {
      if (order.kind !== "run") return shell.receive(order);
      if (order.silent) silent.add(order.execution);
      if (order.allowStdin) asking.add(order.execution);
      runner.begin(order);
    },
  };
}
