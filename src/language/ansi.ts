/** The few styles of a terminal that diagnostics use. */
const styles = {
  bold: "1",
  dim: "2",
  red: "1;31",
  yellow: "1;33",
  blue: "34",
  cyan: "36",
} as const;
export type Style = keyof typeof styles;
export type Paint = (style: Style, text: string) => string;

export const painted: Paint = (style, text) =>
  text === "" ? "" : `\u001b[${styles[style]}m${text}\u001b[0m`;
export const plain: Paint = (_, text) => text;
