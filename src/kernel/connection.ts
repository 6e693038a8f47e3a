/** The connection file, by which Jupyter says where the sockets are and which key signs. */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { isContent, type Content } from "./message.js";

export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly ports: Readonly<Record<SocketName, number>>;
  readonly key: string;
  readonly scheme: string;
}

export type SocketName = "shell" | "control" | "stdin" | "iopub" | "heartbeat";

/** Throws an error that names the file and what is wrong with it. */
export function readConnection(path: string): Connection {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isContent(value)) throw new Error("expected an object");
    return connectionOf(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`connection file ${path}: ${reason}`, { cause: error });
  }
}

function connectionOf(value: Content): Connection {
  const transport = text(value, "transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc")
    throw new Error(`expected tcp or ipc as transport; received ${transport}`);
  return {
    transport,
    ip: text(value, "ip", "127.0.0.1"),
    ports: {
      shell: port(value, "shell_port"),
      control: port(value, "control_port"),
      stdin: port(value, "stdin_port"),
      iopub: port(value, "iopub_port"),
      heartbeat: port(value, "hb_port"),
    },
    key: text(value, "key", ""),
    scheme: text(value, "signature_scheme", "hmac-sha256"),
  };
}

function text(value: Content, name: string, otherwise: string): string {
  const given = value[name] ?? otherwise;
  if (typeof given === "string") return given;
  throw new Error(`expected a string as ${name}; received ${inspect(given)}`);
}

function port(value: Content, name: string): number {
  const given = value[name];
  if (Number.isInteger(given)) return Number(given);
  throw new Error(`expected a number as ${name}; received ${inspect(given)}`);
}

export function address(connection: Connection, name: SocketName): string {
  const { transport, ip, ports } = connection;
  return transport === "tcp"
    ? `tcp://${ip}:${ports[name]}`
    : `ipc://${socketFile(connection, name)}`;
}

/** Of transport ipc. */
export function socketFile({ ip, ports }: Connection, name: SocketName): string {
  return `${ip}-${ports[name]}`;
}
