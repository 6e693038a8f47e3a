/** `{ n }` with a name of an earlier cell: the converter writes `exports.n` for `n`, but not there. */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";

export function expandShorthand(
  ts: TypeScript,
  checker: ts.TypeChecker,
  before: string,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory: f } = ts;
  const isEarlier = (node: ts.ShorthandPropertyAssignment): boolean =>
    checker
      .getShorthandAssignmentValueSymbol(node)
      ?.declarations?.some((one) => one.getSourceFile().fileName === before) ?? false;
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node))
        return ts.visitEachChild(node, visit, context);
      const value = f.createPropertyAccessExpression(f.createIdentifier("exports"), node.name.text);
      const fallback = node.objectAssignmentInitializer;
      return f.createPropertyAssignment(
        node.name.text,
        fallback
          ? f.createAssignment(value, ts.visitNode(fallback, visit) as ts.Expression)
          : value,
      );
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
