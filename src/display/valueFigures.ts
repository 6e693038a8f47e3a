/** Figures as one value. In: figures. Out: a bundle with all of them below each other. */
import type { Figure } from "../views/figure.js";
import type { MimeBundle } from "./bundle.js";
import { figureBundle } from "./figureBundle.js";

export function isFigure(value: unknown): value is Figure {
  if (typeof value !== "object" || value === null || !("body" in value)) return false;
  const { title, alt, text, body } = value as Partial<Record<keyof Figure, unknown>>;
  const kind = typeof body === "object" && body !== null && "kind" in body ? body.kind : null;
  return (
    [title, alt, text].every((one) => typeof one === "string") &&
    (kind === "chart" || kind === "drawing" || kind === "document")
  );
}

/** Null where there is none. */
export function figuresBundle(figures: readonly Figure[]): MimeBundle | null {
  // Several have no picture in common, so none is drawn.
  const png = figures.length === 1;
  const [first, ...rest] = figures.map((figure) => figureBundle(figure, { png }));
  if (!first || rest.length === 0) return first ?? null;
  const joined = (type: string) =>
    [first, ...rest].flatMap(({ data }) => (typeof data[type] === "string" ? [data[type]] : []));
  return {
    data: {
      "text/html": joined("text/html").join("\n"),
      "text/plain": joined("text/plain").join("\n\n"),
    },
    metadata: {},
  };
}
