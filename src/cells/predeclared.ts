/**
 * Names that every TypeScript cell has without importing them: globals, set by the executor. Cells are checked against
 * the types here and those of the package.
 */

/** Those that `import … from "convscript"` gives too. */
export const apiNames = [
  "net",
  "data",
  "folder",
  "dataFrom",
  "augment",
  "normalize",
  "train",
  "trainEvents",
  "test",
  "predict",
  "save",
  "load",
  "show",
  "engine",
] as const;

/** Those of the notebook alone. */
export interface NotebookNames {
  readonly display: Display;
  readonly input: Input;
  readonly comm: Comms;
}

export const notebookNames = [
  "display",
  "input",
  "comm",
] as const satisfies (keyof NotebookNames)[];

/** Shows a value under the cell now, in every form it has. */
export interface Display {
  (value: unknown): DisplayHandle;
  html(text: string): DisplayHandle;
  svg(text: string): DisplayHandle;
  /** The bytes of the file, or the same in base64. */
  png(image: Uint8Array | string): DisplayHandle;
  json(value: unknown): DisplayHandle;
  markdown(text: string): DisplayHandle;
  latex(text: string): DisplayHandle;
  /** A figure of Plotly: `{ data, layout }`. */
  plotly(figure: { readonly data: readonly unknown[]; readonly layout?: unknown }): DisplayHandle;
  /** Takes away what the cell has shown so far; with `wait`, when the next output comes. */
  clear(wait?: boolean): void;
}

export interface DisplayHandle {
  readonly id: string;
  /**
   * Shows another value in its place, wherever it stands. What `display.html` and its like have made takes what they take, and keeps
   * its type: `display.html("<b>1</b>").update("<b>2</b>")` is HTML again. Any other value looks as `display` shows it.
   */
  update(value: unknown): void;
}

/** Asks whoever is at the notebook; rejects where nobody can answer. */
export type Input = (prompt?: string, options?: { readonly password?: boolean }) => Promise<string>;

/** Channels between the notebook's page and the kernel, for widgets. */
export interface Comms {
  open(target: string, data?: unknown, metadata?: unknown, buffers?: readonly Uint8Array[]): Comm;
  /** What is done when the page opens one. */
  register(target: string, opened: CommOpened): void;
}

export type CommOpened = (comm: Comm, data: unknown, buffers: readonly Uint8Array[]) => void;

/** `buffers` are binary parts, as widgets have them for arrays and pictures. */
export interface Comm {
  readonly id: string;
  send(data: unknown, metadata?: unknown, buffers?: readonly Uint8Array[]): void;
  close(data?: unknown): void;
  onMessage(received: (data: unknown, buffers: readonly Uint8Array[]) => void): void;
  onClose(closed: (data: unknown) => void): void;
}
