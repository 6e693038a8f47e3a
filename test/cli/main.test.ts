import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commands } from "../../src/cli/commands.js";
import { packageRoot } from "../../src/packageRoot.js";
import { convscript } from "./convscript.js";

test("wrong calls say how it is written, and end with 2", async () => {
  const calls: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /^usage: convscript COMMAND …\n/],
    [["chekc"], /^there is no command `chekc`; did you mean `convscript check`\?\n$/],
    [["frobnicate"], /^there is no command `frobnicate`; see `convscript --help`\n$/],
    [["check"], /^usage: convscript check FILE… \[--json\]\n$/],
    [["fmt", "--sideways", "x"], /^Unknown option '--sideways'\nusage: convscript fmt /],
    [["show", "--json", "vggD"], /^Unknown option '--json'\nusage: convscript show /],
  ];
  for (const [args, expected] of calls) {
    const { code, stdout, stderr } = await convscript(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, expected);
  }
});

test("help lists every command", async () => {
  const { code, stdout } = await convscript(["--help"]);
  assert.equal(code, 0);
  for (const { usage, meaning } of Object.values(commands)) {
    assert.ok(stdout.includes(`  ${usage} `) && stdout.includes(meaning), usage);
  }
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  const { code, stdout } = await convscript(["--version"]);
  assert.deepEqual([code, stdout], [0, `${version}\n`]);
});

test("what a check needs reaches no engine", () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(join(packageRoot, file), "utf8");
    for (const [, path = ""] of text.matchAll(/^(?:import|export|\}) .*?from "([^"]+)";$/gm)) {
      if (path.startsWith(".")) visit(join(file, "..", path).replace(/\.js$/, ".ts"));
      else reached.add(path);
    }
  };
  for (const command of ["main", "check", "fmt", "show", "compare"]) visit(`src/cli/${command}.ts`);
  const strangers = [...reached].filter((name) =>
    /^@tensorflow|^protobuf|^src\/(engine|targets)\//.test(name),
  );
  assert.ok(reached.has("src/network/check.ts"));
  assert.deepEqual(strangers, []);
});
