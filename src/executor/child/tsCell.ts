/** A compiled cell of TypeScript. In: CommonJS. Out: the value of its last expression. */
import vm from "node:vm";
import type { TypeScriptCell } from "../../cells/service.js";
import type { Modules } from "./require.js";
import { adopt, type Session } from "./session.js";

/** A promise for its end, also where it throws at once. The value is wrapped: a promise in it is not awaited here. */
export async function runTypeScriptCell(
  cell: TypeScriptCell,
  session: Session,
  modules: Modules,
): Promise<{ readonly value: unknown }> {
  const { javascript, awaits, lastExpression, sideOutputs, id } = cell;
  const { exports } = session;
  modules.keep(sideOutputs);
  const head = awaits ? "(async function (exports, require) {" : "(function (exports, require) {";
  const body = vm.runInThisContext(`${head}${javascript}\n})`, { filename: `cell-${id}` }) as Body;
  try {
    const end = Reflect.apply(body, undefined, [exports, modules.require]);
    if (awaits) await end;
    return { value: lastExpression === null ? undefined : exports[lastExpression] };
  } finally {
    if (lastExpression !== null) Reflect.deleteProperty(exports, lastExpression);
    adopt(session);
  }
}

type Body = (...given: unknown[]) => unknown;
