/** The JupyterLab that is already there. In: what this machine's commands answer. Out: the first that is new enough. */
import { run } from "../engine/command.js";

/** How a JupyterLab is started: a command, and the arguments that come before its own. */
export interface Lab {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

/** What an attempt said: the version, or whatever else that command writes. */
export type Attempt = Omit<Lab, "version"> & { readonly answer: string };

/** The figures and completion with types need it. */
const oldestMajor = 4;

const attempts: readonly Omit<Lab, "version">[] = [
  { command: "jupyter-lab", args: [] },
  { command: "python3", args: ["-m", "jupyterlab"] },
  { command: "python", args: ["-m", "jupyterlab"] },
];

export async function findLab(): Promise<Lab | undefined> {
  return chooseLab(await Promise.all(attempts.map(ask)));
}

async function ask(attempt: Omit<Lab, "version">): Promise<Attempt> {
  const { code, stdout } = await run(attempt.command, [...attempt.args, "--version"]);
  return { ...attempt, answer: code === 0 ? stdout : "" };
}

/** The first of them that is a JupyterLab we can work with. */
export function chooseLab(answers: readonly Attempt[]): Lab | undefined {
  for (const { command, args, answer } of answers) {
    const version = /^\d+(\.\w+)+$/m.exec(answer)?.[0];
    if (version !== undefined && Number.parseInt(version) >= oldestMajor)
      return { command, args, version };
  }
  return undefined;
}
