/**
 * Runs a script. In: checked statements without errors and the state that earlier ones left. Out: events as things happen.
 * Holds: nothing runs where the networks do not take their data; a statement that cannot be carried out is the last one,
 * as is one that a signal stopped.
 */
import type { CheckedStatement } from "../network/check.js";
import { Problem } from "../problem/problem.js";
import type { TrainingResult } from "../training/history.js";
import type { RunEvent } from "./events.js";
import { inheritanceOf } from "./inheritance.js";
import { liveNetwork } from "./liveNetwork.js";
import { locateProblem, problemOf } from "./locate.js";
import { preflight } from "./preflight.js";
import { bringIn, networkNamed, setNetwork } from "./scriptState.js";
import { statements, type Context } from "./statements.js";

export async function* runProgram(
  program: readonly CheckedStatement[],
  context: Context,
): AsyncGenerator<RunEvent, void> {
  const problems = preflight(program, context.state);
  if (problems.length > 0) {
    for (const problem of problems) yield { kind: "problem", problem };
    return;
  }
  for (const statement of program) {
    try {
      for await (const event of runStatement(statement, context)) {
        yield event;
        requireUninterrupted(event);
      }
      requireUnaborted(context);
    } catch (error) {
      yield { kind: "problem", problem: locateProblem(problemOf(error), placeOf(statement)) };
      return;
    }
  }
}

function placeOf(statement: CheckedStatement) {
  return statement.kind === "command" ? statement : { span: statement.statement.span };
}

async function* runStatement(
  statement: CheckedStatement,
  context: Context,
): AsyncGenerator<RunEvent, void> {
  const { state } = context;
  switch (statement.kind) {
    case "net": {
      const { network } = statement;
      const inherited = inheritanceOf(network, (name) => networkNamed(state, name));
      setNetwork(state, liveNetwork(network, state.openRunner, inherited));
      await inherited;
      yield { kind: "result", result: { kind: "net", network } };
      return;
    }
    case "block": {
      const name = statement.statement.name.text;
      yield { kind: "result", result: { kind: "block", name } };
      return;
    }
    case "use":
      bringIn(state, statement.names);
      yield { kind: "result", result: { kind: "use", names: [...statement.names.keys()] } };
      return;
    case "command":
      yield* statements[statement.keyword](statement, context);
  }
}

function requireUninterrupted(event: RunEvent): void {
  if (event.kind !== "result" || event.result.kind !== "train") return;
  if (event.result.interrupted) throw interruption(event.result.net, event.result);
}

function interruption(net: string, { steps, epochs, checkpoint }: TrainingResult): Problem {
  const message = `interrupted after step ${steps} (${epochs} whole epochs); \`${net}\` keeps its weights and history`;
  const how = checkpoint === null ? `train ${net} …` : `train ${net} … resume`;
  return new Problem("R304", message, { hints: [`\`${how}\` goes on from there`] });
}

function requireUnaborted({ signal }: Context): void {
  if (signal?.aborted) throw new Problem("R304", "interrupted; what follows was not run");
}
