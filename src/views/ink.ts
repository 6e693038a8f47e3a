/**
 * The colours of a drawing: literal and light where it stands alone, the theme's variables where it is part of a page and
 * follows a dark notebook.
 */
import { light } from "./theme.js";

export interface Ink {
  readonly ink: string;
  readonly muted: string;
  readonly paper: string;
  readonly panel: string;
  readonly line: string;
}

export const stillInk: Ink = {
  ink: light.ink,
  muted: light.muted,
  paper: light.background,
  panel: "#f6f8fa",
  line: light.axis,
};

export const liveInk: Ink = {
  ink: "var(--cs-ink)",
  muted: "var(--cs-muted)",
  paper: "var(--cs-paper)",
  panel: "var(--cs-panel)",
  line: "var(--cs-line)",
};
