/**
 * What compiled cells expect to find where they run; the executor sets it. Holds: a loop of the user's ends within one round
 * once the flag is set, by an exception, so `finally` runs and state is kept. Loading this file loads no TypeScript.
 *
 * A compiled cell is a function body of `exports`, `require` and these globals, which should be neither writable nor
 * configurable, so that no cell can take them away (functions outlive their cell, so parameters would do as well):
 *
 *     __convscriptStop       Int32Array over shared memory; element 0 is not 0 where loops are to end
 *     __convscriptInterrupt  () => never: throws the interruption (and may set the flag back)
 *     __convscriptImport     (specifier: string, from: string | null) => Promise<module namespace>: what `import()` became;
 *                            `from` is the compiled path of a local file, null in a cell
 *     __convscriptLoad       (...imports: [specifier: string, from: string | null][]) => Promise<void>: loads the ES modules
 *                            among them, so that `require` can then give them (with `__esModule: true`); cells with
 *                            imports of packages begin by awaiting it
 *
 * `exports` holds every top-level name of every cell, also networks and data sets that ConvScript made; a plain object
 * does. Predeclared names (see predeclared.ts) are globals, which names in `exports` hide.
 */
import type ts from "@tslab/typescript-for-tslab";

export const stopFlag = "__convscriptStop";
export const interruption = "__convscriptInterrupt";
export const importer = "__convscriptImport";
export const loader = "__convscriptLoad";

type TypeScript = typeof ts;

/** Every body of a loop begins with a check: a plain read, about 1 ns. */
export function checkLoops(ts: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      return ts.isIterationStatement(inner, false) ? withCheck(ts, inner) : inner;
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function withCheck(ts: TypeScript, loop: ts.IterationStatement): ts.IterationStatement {
  const { factory: f } = ts;
  const body = checkedBody(ts, loop.statement);
  if (ts.isForStatement(loop))
    return f.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, body);
  if (ts.isForInStatement(loop))
    return f.updateForInStatement(loop, loop.initializer, loop.expression, body);
  if (ts.isForOfStatement(loop)) {
    const { awaitModifier, initializer, expression } = loop;
    return f.updateForOfStatement(loop, awaitModifier, initializer, expression, body);
  }
  if (ts.isWhileStatement(loop)) return f.updateWhileStatement(loop, loop.expression, body);
  return f.updateDoStatement(loop as ts.DoStatement, body, (loop as ts.DoStatement).expression);
}

function checkedBody(ts: TypeScript, body: ts.Statement): ts.Block {
  const { factory: f } = ts;
  const flag = f.createElementAccessExpression(f.createIdentifier(stopFlag), 0);
  const call = f.createCallExpression(f.createIdentifier(interruption), undefined, []);
  const check = f.createIfStatement(flag, f.createExpressionStatement(call));
  if (!ts.isBlock(body)) return f.createBlock([check, body], true);
  return f.updateBlock(body, [check, ...body.statements]);
}
