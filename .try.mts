import { run } from "./src/cli/run.js";
import { run as engine } from "./src/cli/engine.js";
const { stdin, stdout, stderr } = process;
const io = { stdin, stdout, stderr, isTerminal: stdout.isTTY ?? false, columns: stdout.columns ?? Infinity, color: stdout.isTTY ?? false };
const [cmd, ...args] = process.argv.slice(2);
process.exitCode = await (cmd === "engine" ? engine : run)(args, io);
