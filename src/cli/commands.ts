/** The commands of `convscript`. A new one is an entry here and a file beside. */
import type { CliCommand } from "./command.js";

export const commands: Readonly<Record<string, CliCommand>> = {
  check: {
    usage: "check FILE… [--json]",
    meaning: "says what is wrong with a text, and what its networks come to",
    run: async (args, io) => (await import("./check.js")).run(args, io),
  },
  fmt: {
    usage: "fmt FILE… [--check] [--explicit]",
    meaning: "writes the one form; --check only looks, --explicit writes what is implied",
    run: async (args, io) => (await import("./fmt.js")).run(args, io),
  },
  show: {
    usage: "show FILE|NETWORK…",
    meaning: "the layers of a network as a table, with its totals and memory",
    run: async (args, io) => (await import("./show.js")).run(args, io),
  },
  compare: {
    usage: "compare FILE|NETWORK…",
    meaning: "networks side by side in one table",
    run: async (args, io) => (await import("./compare.js")).run(args, io),
  },
  run: {
    usage: "run FILE [--json] [--out REPORT.html|NOTEBOOK.ipynb]",
    meaning:
      "runs a script or a notebook; --json prints one object a line, --out writes a page with figures",
    run: async (args, io) => (await import("./run.js")).run(args, io),
  },
  kernel: {
    usage: "kernel install|uninstall [--user|--sys-prefix|--prefix FOLDER] [--name NAME]",
    meaning: "makes ConvScript known to Jupyter, or unknown",
    run: async (args, io) => (await import("./kernel.js")).run(args, io),
  },
  lab: {
    usage: "lab [FOLDER] [--no-browser]",
    meaning: "JupyterLab with ConvScript's kernel; sets it up where there is none",
    run: async (args, io) => (await import("./lab.js")).run(args, io),
  },
  engine: {
    usage: "engine",
    meaning: "which engine runs, and what to do for a faster one",
    run: async (args, io) => (await import("./engine.js")).run(args, io),
  },
  start: {
    usage: "start [--check]",
    meaning:
      "opens JupyterLab on the lectures; --check runs the first notebook and writes its page",
    run: async (args, io) => (await import("./start.js")).run(args, io),
  },
};
