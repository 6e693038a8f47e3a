/**
 * How the process with the sockets stays small, by some 35 MB: little room for young objects, and memory given back where it is
 * freed. It holds for this process alone: TensorFlow's wants its memory kept, and what cells start is theirs.
 */
export const smallFlags: readonly string[] = ["--max-semi-space-size=2"];

/** Read by glibc when the process begins. */
export const smallVariables: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_TRIM_THRESHOLD_: "65536",
};

/** Before any other process is started. */
export function forgetVariables(): void {
  for (const name of Object.keys(smallVariables)) Reflect.deleteProperty(process.env, name);
}
