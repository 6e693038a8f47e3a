/** Any text inside HTML, SVG and scripts: what it says is shown, never run. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for quoted attributes. Control characters and lone surrogates, which XML forbids, become `�`. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cs}\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A value as JSON that can stand in a `<script>`. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

const signs: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };

/** A text as a string of our own script: as `scriptJson`, but markup stays as short as it is. */
export function scriptText(text: string): string {
  const written = text.replace(/[\\'\n\r]/g, (sign) => signs[sign] ?? `\\${sign}`);
  return inScript(`'${written}'`);
}

/** Our own script inside a `<script>`: what a string of it holds does not end the element. */
export function inScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, "<\\");
}

/** No more than so many characters, the end of what is left out marked; no character is cut in two. */
export function shortened(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  return `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
