/**
 * How figures look: one theme for charts, drawings, tables and reports. In HTML, colours are the CSS variables below, which
 * follow a notebook's theme and else the reader's system; what cannot follow (pictures, PNG) is light on its own white.
 */

export const fontFamily = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
/** What static pictures are drawn with, so that their widths are known. */
export const stillFont = "'DejaVu Sans', Verdana, sans-serif";

/** Colours of what is static and on white. */
export const light = {
  background: "#ffffff",
  ink: "#1f2328",
  muted: "#59636e",
  grid: "#e3e6ea",
  axis: "#aab1ba",
} as const;

/**
 * After Okabe and Ito, Color Universal Design (2008), in an order where neighbours differ for every kind of colour vision; their
 * blue is lighter, their yellow darker and their black grey, so that each is seen on both backgrounds.
 */
export const palette = [
  "#1a7fc1",
  "#e07b00",
  "#009e73",
  "#cc5f9b",
  "#56b4e9",
  "#d0452b",
  "#b3a100",
  "#7f8792",
] as const;

export function paletteColor(index: number): string {
  return palette[((index % palette.length) + palette.length) % palette.length] ?? palette[0];
}

/** The ink that is read best on a colour of three numbers from 0 to 255. */
export function inkOn([red, green, blue]: Rgb): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? "#1f2328" : "#ffffff";
}

export type Rgb = readonly [number, number, number];

/**
 * Maps of one's values to colours. `viridis` for what has no sign (perceptually even; van der Walt and Smith 2015), `diverging`
 * for signed values, 0 in its middle (blue below, red above), `grey`, `heat` for relevance over an image (inferno), `blues` for
 * counts, white at 0.
 */
export type ColorMapName = "viridis" | "diverging" | "grey" | "heat" | "blues";

/** Evenly spaced stops. */
export const colorStops: Readonly<Record<ColorMapName, readonly string[]>> = {
  viridis: [
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725",
  ],
  diverging: [
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f",
  ],
  grey: ["#000000", "#ffffff"],
  heat: [
    "#000004",
    "#1b0c41",
    "#4a0c6b",
    "#781c6d",
    "#a52c60",
    "#cf4446",
    "#ed6925",
    "#fb9b06",
    "#f7d13d",
    "#fcffa4",
  ],
  blues: [
    "#f7fbff",
    "#deebf7",
    "#c6dbef",
    "#9ecae1",
    "#6baed6",
    "#4292c6",
    "#2171b5",
    "#08519c",
    "#08306b",
  ],
};

/** The map as a function of 0 to 1; what lies outside is taken for the nearest end, NaN for mid-grey. */
export function colorMap(name: ColorMapName): (share: number) => Rgb {
  const stops = colorStops[name].map(rgbOf);
  const last = stops.length - 1;
  return (share) => {
    if (Number.isNaN(share)) return [128, 128, 128];
    const place = Math.min(Math.max(share, 0), 1) * last;
    const at = Math.min(Math.floor(place), last - 1);
    const [from, to] = [stops[at] ?? [0, 0, 0], stops[at + 1] ?? [0, 0, 0]];
    const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * (place - at));
    return [mix(0), mix(1), mix(2)];
  };
}

function rgbOf(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/**
 * The variables of every figure in HTML: its outermost element has the class `convscript`. JupyterLab and Notebook, then VS Code,
 * then the system decide.
 */
export const themeStyle = [
  ".convscript{",
  variable("ink", "--jp-content-font-color1,var(--vscode-editor-foreground", "#1f2328"),
  variable("muted", "--jp-content-font-color2,var(--vscode-descriptionForeground", "#59636e"),
  variable("paper", "--jp-layout-color0,var(--vscode-editor-background", "#fff"),
  variable("panel", "--jp-layout-color1,var(--vscode-editorWidget-background", "#f6f8fa"),
  variable("line", "--jp-border-color2,var(--vscode-panel-border", "#d5dae0"),
  `color:var(--cs-ink);font:13px/1.45 ${fontFamily};max-width:1400px}`,
  "@media(prefers-color-scheme:dark){.convscript{",
  variable("ink", "--jp-content-font-color1,var(--vscode-editor-foreground", "#e6edf3"),
  variable("muted", "--jp-content-font-color2,var(--vscode-descriptionForeground", "#9198a1"),
  variable("paper", "--jp-layout-color0,var(--vscode-editor-background", "#0d1117"),
  variable("panel", "--jp-layout-color1,var(--vscode-editorWidget-background", "#161b22"),
  variable("line", "--jp-border-color2,var(--vscode-panel-border", "#3d444d"),
  "}}",
].join("");

function variable(name: string, source: string, fallback: string): string {
  return `--cs-${name}:var(${source},${fallback}));`;
}
