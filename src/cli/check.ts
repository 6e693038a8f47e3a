/** `convscript check FILE… [--json]`: what is wrong with texts, and what their networks come to. */
import type { Diagnostic } from "../language/diagnostic.js";
import type { Network } from "../network/network.js";
import type { Io } from "./command.js";
import { check } from "../network/check.js";
import { diagnosticJson, networkJson } from "../network/json.js";
import { overviewText } from "../views/summaryComparison.js";
import { plural } from "../network/wording.js";
import { readCall } from "./call.js";
import { diagnosticText, hasErrors } from "./diagnostics.js";
import { textOf } from "./texts.js";

/** A text after its check. */
interface Report {
  readonly file: string;
  readonly networks: readonly Network[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const call = readCall("check", args, ["json"], io);
  if (!call) return 2;
  const reports: Report[] = [];
  for (const path of call.operands) reports.push(await reportOf(path, io));
  io.stdout.write(call.flags.json ? jsonText(reports) : peopleText(reports, io));
  return reports.some(({ diagnostics }) => hasErrors(diagnostics)) ? 1 : 0;
}

async function reportOf(path: string, io: Io): Promise<Report> {
  const text = await textOf(path, io);
  if ("diagnostic" in text) return { file: path, networks: [], diagnostics: [text.diagnostic] };
  const { value, diagnostics } = check(text.source);
  return { file: text.source.file, networks: value.networks, diagnostics };
}

function jsonText(reports: readonly Report[]): string {
  const networks = reports.flatMap((report) => report.networks.map(networkJson));
  const diagnostics = reports.flatMap((report) => report.diagnostics.map(diagnosticJson));
  return `${JSON.stringify({ networks, diagnostics })}\n`;
}

function peopleText(reports: readonly Report[], io: Io): string {
  const parts = reports.map((report) => fileText(report, io));
  const all = {
    file: plural(reports.length, "file"),
    networks: reports.flatMap(({ networks }) => networks),
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
  };
  return `${[...parts, ...(reports.length > 1 ? [verdict(all)] : [])].join("\n\n")}\n`;
}

function fileText(report: Report, io: Io): string {
  const { networks, diagnostics } = report;
  const said = diagnostics.map((one) => diagnosticText(one, io));
  const table = networks.length ? [overviewText(networks, io)] : [];
  return [...said, ...table, verdict(report)].join("\n\n");
}

/** `vgg.conv: 7 networks, no errors` */
function verdict({ file, networks, diagnostics }: Report): string {
  const count = (severity: Diagnostic["severity"]) =>
    diagnostics.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const parts = [
    networks.length ? plural(networks.length, "network") : "",
    errors ? plural(errors, "error") : "no errors",
    warnings ? plural(warnings, "warning") : "",
  ];
  return `${file}: ${parts.filter((part) => part !== "").join(", ")}`;
}
