/**
 * `npm start`, `npm test` and `npm run build`: all the set-up on a fresh machine, then their job. In: the job's name and
 * its arguments. It runs before anything is installed, so it is JavaScript and uses Node alone. Each step is skipped
 * where it is up to date, so a second call costs nothing.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What the user can mend: told without a stack. */
class Refusal extends Error {}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = "dist/built.json";
const lockFile = ".engine/setup.lock";
const prettier = "node_modules/prettier/bin/prettier.cjs";
const formatted = ["**/*.{ts,js,mjs,json}", "!package-lock.json"];
/** Milliseconds that one file of tests may take: what hangs is told by its name, and the others run. */
const longestFile = 600_000;
const jobs = { build: () => undefined, format, lint, soak, start, test };

try {
  await main(...process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}

async function main(name, ...args) {
  const job = jobs[name];
  if (job === undefined)
    throw new Refusal(`expected ${Object.keys(jobs).join(", ")}; received ${name}`);
  const { node } = process.versions;
  if (Number.parseInt(node) < 20) throw new Refusal(`expected Node 20 or newer; this is ${node}`);
  process.chdir(root);
  await withLock(async () => {
    await install();
    await build();
    if ([soak, start, test].includes(job))
      await (await load("dist/src/engine/setup.js")).ensureEngine();
  });
  await job(args);
}

/** Starts the command-line program in this process. */
async function start(args) {
  const program = "dist/src/cli/main.js";
  process.argv = [process.execPath, join(root, program), "start", ...args];
  await load(program);
}

/** Format, lint and all tests; with patterns only the test files whose path holds one. Tells everything that fails. */
async function test(patterns) {
  const files = filesUnder("dist/test").filter((file) => file.endsWith(".test.js"));
  const wanted = (file) =>
    patterns.length === 0 || patterns.some((pattern) => file.includes(pattern));
  const chosen = files.filter(wanted);
  if (chosen.length === 0) throw new Refusal(`no test file matches ${patterns.join(" ")}`);
  if (patterns.length === 0) {
    await step([prettier, "--check", "--log-level=warn", ...formatted]);
    await lint();
  }
  const limit = process.env.CONVSCRIPT_SOAK ? [] : [`--test-timeout=${longestFile}`];
  await step(["--test", "--test-reporter=spec", ...limit, ...chosen]);
}

/** The tests in their long forms. */
async function soak(patterns) {
  process.env.CONVSCRIPT_SOAK = "1";
  await test(patterns);
}

async function format() {
  await step([prettier, "--write", "--log-level=warn", ...formatted]);
}

async function lint() {
  await step(["node_modules/eslint/bin/eslint.js", "."]);
}

/** A part of a job: the others run even where it fails. */
async function step(args) {
  if ((await run([process.execPath, ...args])) !== 0) process.exitCode = 1;
}

/** Installs the locked packages where those that are there differ. No package's own script runs. */
async function install() {
  const present = readJson("node_modules/.package-lock.json").packages ?? {};
  const wanted = Object.entries(readJson("package-lock.json").packages);
  const isMissing = ([path, { version, optional }]) =>
    path !== "" && !optional && present[path]?.version !== version;
  if (!wanted.some(isMissing)) return;
  console.error("installing the npm packages");
  const npm = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const flags = [
    "--ignore-scripts",
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  if ((await run([...npm, "ci", ...flags])) !== 0)
    throw new Refusal("npm could not install the packages");
}

/** Compiles where a source has changed; a source that has gone takes its output with it. */
async function build() {
  const sources = ["src", "grammar", "test"].flatMap(filesUnder);
  const inputs = [...sources.filter((file) => file.endsWith(".ts")), "tsconfig.json"];
  const state = { ...hashesOf([...inputs, "package-lock.json"]) };
  const built = readJson(stampFile);
  if (JSON.stringify(built) === JSON.stringify(state)) return;
  const gone = Object.keys(built).some((file) => !(file in state));
  fs.rmSync(gone ? "dist" : stampFile, { recursive: true, force: true });
  console.error("compiling");
  const code = await run([process.execPath, "node_modules/typescript/bin/tsc", "-p", "."]);
  if (code !== 0) throw new Refusal("TypeScript found errors");
  fs.writeFileSync(stampFile, JSON.stringify(state));
}

function hashesOf(files) {
  const hash = (file) => createHash("sha1").update(fs.readFileSync(file)).digest("base64");
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}

function filesUnder(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** A file that is absent or cut short counts as empty. */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Runs a command on our terminal and gives its exit code. */
function run([command, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit" });
    child.on("error", () => reject(new Refusal(`${command} cannot be run`)));
    child.on("close", (code, signal) => resolve(code ?? `ended by ${signal}`));
  });
}

function load(file) {
  return import(pathToFileURL(join(root, file)).href);
}

/** One set-up at a time. Its owner touches the lock every second, so that of a killed one is soon known as such. */
async function withLock(action) {
  fs.mkdirSync(dirname(lockFile), { recursive: true });
  for (let waited = 0; !takeLock(); waited += 1) {
    if (waited === 0) console.error("waiting for another set-up to end");
    await sleep(500);
  }
  const timer = setInterval(() => fs.utimesSync(lockFile, new Date(), new Date()), 1000);
  const interrupted = () => {
    fs.rmSync(lockFile, { force: true });
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  try {
    await action();
  } finally {
    process.off("SIGINT", interrupted);
    clearInterval(timer);
    fs.rmSync(lockFile, { force: true });
  }
}

function takeLock() {
  const age =
    Date.now() - (fs.statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > 10_000) fs.rmSync(lockFile, { force: true });
  try {
    fs.writeFileSync(lockFile, "", { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}
