/** The predeclared names are what the package exports, with the same types; nothing of them is unknown to a cell. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "../../src/index.js";
import { answering } from "../../src/cells/answers.js";
import { nothingKnown } from "../../src/cells/known.js";
import { apiNames, notebookNames } from "../../src/cells/predeclared.js";
import { packageRoot } from "../../src/packageRoot.js";

const { answer } = answering(packageRoot);

function messages(code: string): readonly string[] {
  const cell = answer("compile", { code }, nothingKnown);
  return cell.language === "refused" ? cell.traceback : [];
}

/** `show` comes with the figures. */
const exported = apiNames.filter((name) => name in api);

test("the package exports them", () => {
  assert.deepEqual(
    apiNames.filter((name) => !(name in api) && name !== "show"),
    [],
  );
});

const isAny = "type IsAny<T> = 0 extends 1 & T ? true : false;";

for (const name of [...exported, ...notebookNames])
  test(`${name} has its own type`, () => {
    assert.deepEqual(messages(`${isAny} const known: IsAny<typeof ${name}> = false;`), []);
  });

for (const name of exported)
  test(`${name} is the one that is imported`, () => {
    const code = `import { ${name} as imported } from "convscript";
      const one: typeof imported = ${name}; const two: typeof ${name} = imported; [one, two]`;
    assert.deepEqual(messages(code), []);
  });

test("the notebook's names as they are used", () => {
  const code = `const handle = display({ a: 1 });
    handle.update(5);
    display.html("<b>"); display.svg("<svg>"); display.png(new Uint8Array()); display.json([1]);
    display.markdown("# a"); display.latex("$a$"); display.plotly({ data: [] }).update(1);
    display.clear(); display.clear(true);
    const name: string = await input("name?", { password: true });
    const channel = comm.open("target", { a: 1 });
    channel.onMessage((data) => data); channel.send(name); channel.close();`;
  assert.deepEqual(messages(code), []);
});

test("a network's model has the types of TensorFlow.js", () => {
  const code = "const model = await net`input 8x8x1 | fc-10`.model();\nmodel.nothing";
  assert.match(messages(code).join("\n"), /does not exist on type 'LayersModel'/);
});
