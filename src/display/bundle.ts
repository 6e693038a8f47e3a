/**
 * What a front end gets: a value in several MIME types, the richest first. In: a figure, or any value. Out: plain JSON.
 */

/** `text/plain` is always there. Binary types are base64, JSON types are objects. */
export interface MimeBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * The rich-display protocol, the same as in other JavaScript kernels: a value with this method says how it looks. It returns the
 * `data` of a bundle, or a promise of it: `{ "text/html": "<b>7</b>", "text/plain": "7" }`.
 */
export const displayMethod: unique symbol = Symbol.for("Jupyter.display") as never;
