/**
 * Drawings that move step by step. In: parts of an SVG, some with a value for each step. Out: a Drawing: the still picture is one
 * telling step, and in a page a few kilobytes of script play them all.
 */
import type { Drawing } from "./figure.js";
import type { Ink } from "./ink.js";
import { animationScript } from "./animationScript.js";
import { animationStyle } from "./animationStyle.js";
import { escapeHtml, scriptJson } from "./escape.js";
import { liveInk, stillInk } from "./ink.js";
import { fontFamily, stillFont } from "./theme.js";

export interface Part {
  readonly element: "rect" | "text" | "path" | "image" | "line";
  readonly attributes: Readonly<Record<string, string | number>>;
  /** For a text: one for all steps, or one for each; digits and our own words, without `|`. */
  readonly text?: string | readonly string[];
  /** In place of `text`: several in one line, each at its own x. */
  readonly runs?: readonly { readonly x: number; readonly text: string }[];
  /** How far it has moved from where it is drawn, for each step. */
  readonly moves?: readonly Move[];
  /** The step that brings it; before, it is faint or not there. */
  readonly from?: number;
}

export type Move = readonly [x: number, y: number];

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Part[];
  readonly steps: number;
  /** The step of the still picture, from 0. */
  readonly telling: number;
}

export function animationDrawing(scene: Scene, alt: string): Drawing {
  const { width, height, steps } = scene;
  const still = scene.parts.map((part) => partText(part, scene.telling, "")).join("");
  const live = { html: liveHtml(scene, alt), script: steps > 1 ? animationScript : "" };
  const size = `width="${width}" height="${height}"`;
  const ground = `<rect width="100%" height="100%" fill="${stillInk.paper}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${opening(scene, alt, stillInk, stillFont)}${ground}${still}</svg>`;
  return { kind: "drawing", svg, width, height, live };
}

function opening({ width, height }: Scene, alt: string, ink: Ink, font: string): string {
  return `viewBox="0 0 ${width} ${height}" class="cs-steps" role="img" aria-label="${escapeHtml(alt)}">${animationStyle(ink, font)}`;
}

function partText(part: Part, step: number, mark: string): string {
  const { element, text, from, moves } = part;
  const move = moves?.[step];
  const attributes = {
    ...part.attributes,
    ...(move && (move[0] !== 0 || move[1] !== 0) ? { transform: translation(move) } : {}),
    ...(from !== undefined && from > step ? { opacity: 0.3 } : {}),
  };
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeHtml(String(value))}"`,
  );
  const content = typeof text === "string" ? text : (text?.[step] ?? "");
  const runs = part.runs?.map((run) => `<tspan x="${run.x}">${escapeHtml(run.text)}</tspan>`);
  return `<${element}${written.join("")}${mark}>${runs?.join("") ?? escapeHtml(content)}</${element}>`;
}

function translation([x, y]: Move): string {
  return `translate(${x} ${y})`;
}

function liveHtml(scene: Scene, alt: string): string {
  const changing = scene.parts.filter(isChanging);
  const content = scene.parts.map((part) =>
    partText(part, scene.telling, isChanging(part) ? " data-m" : ""),
  );
  const svg = `<svg ${opening(scene, alt, liveInk, fontFamily)}${content.join("")}</svg>`;
  const moves = scene.steps > 1;
  const data = moves
    ? `<script type="application/json">${scriptJson(film(scene, changing))}</script>`
    : "";
  return `<div style="max-width:${scene.width}px">${moves ? controls(scene) : ""}${svg}${data}</div>`;
}

function isChanging({ text, moves, from }: Part): boolean {
  return Array.isArray(text) || moves !== undefined || from !== undefined;
}

/** What changes, for the script: parts by their number, values joined by `|`, nothing where a value stays. */
function film({ steps, telling }: Scene, changing: readonly Part[]) {
  const listed = <T>(value: (part: Part) => T | null) =>
    changing.flatMap((part, number) => {
      const own = value(part);
      return own === null ? [] : [[number, own] as const];
    });
  return {
    steps,
    now: telling,
    texts: listed(({ text }) => (typeof text === "object" ? changes(text) : null)),
    moves: listed(({ moves }) => (moves ? changes(moves.map((move) => move.join(" "))) : null)),
    from: listed(({ from }) => from ?? null),
  };
}

/** A value that is the same as the one before is left out; the first is always there. */
function changes(values: readonly string[]): string {
  return values.map((value, i) => (i > 0 && value === values[i - 1] ? "" : value || " ")).join("|");
}

function controls({ steps, telling }: Scene): string {
  const style =
    "font:inherit;color:inherit;background:var(--cs-panel);border:1px solid var(--cs-line);border-radius:4px;padding:1px 9px;cursor:pointer";
  const button = (act: string, label: string, sign: string) =>
    `<button type="button" data-act="${act}" aria-label="${label}" title="${label}" style="${style}">${sign}</button>`;
  return `<div style="display:flex;gap:6px;align-items:center;margin-bottom:4px">${button("play", "play", "▶")}${button("back", "step back", "‹")}${button("on", "step on", "›")}<input type="range" min="0" max="${steps - 1}" value="${telling}" aria-label="step" style="flex:1;max-width:340px"><output style="font-variant-numeric:tabular-nums"></output></div>`;
}
