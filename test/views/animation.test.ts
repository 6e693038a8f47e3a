/** `show convolution`, `show pooling`, `show padding`: what is said, what moves, and what is refused. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { ViewResult } from "../../src/analysis/view.js";
import type { CheckedCommand } from "../../src/network/commands/command.js";
import type { Figure } from "../../src/views/figure.js";
import { locateProblem } from "../../src/run/locate.js";
import { Problem } from "../../src/problem/problem.js";
import { showWindow } from "../../src/run/showWindow.js";
import { animationDrawing, type Scene } from "../../src/views/animation.js";
import { numberText } from "../../src/views/animationGrid.js";
import { viewFigures } from "../../src/views/figures.js";
import { checkText } from "../networks/library.js";

function commandOf(text: string): CheckedCommand {
  const { value, diagnostics } = checkText(text);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
    text,
  );
  const [command] = value.statements;
  assert.ok(command?.kind === "command");
  return command;
}

async function figureOf(text: string): Promise<Figure> {
  const view: ViewResult = await showWindow(commandOf(text));
  const [figure] = viewFigures(view);
  assert.ok(figure);
  return figure;
}

function bodyOf({ body }: Figure) {
  assert.ok(body.kind === "drawing" && body.live);
  return { ...body, live: body.live };
}

/** Texts of an SVG in their order. */
function words(svg: string): readonly string[] {
  return Array.from(svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g), ([, text = ""]) =>
    text.replaceAll("&#39;", "'"),
  );
}

const said: readonly (readonly [string, readonly string[]])[] = [
  [
    "show convolution of=[[1,2,3],[4,5,6],[7,8,9]] kernel=[[1,0],[0,-1]]",
    ["1·1 + 2·0 + 4·0 + 5·(−1) = −4", "output height and width (3 − 2 + 2·0)/1 + 1 = 2"],
  ],
  [
    "show convolution of=32x32 kernel=4x4 stride=2",
    ["output height and width (32 − 4 + 2·0)/2 + 1 = 15"],
  ],
  ["show convolution of=32x32 kernel=5x5", ["output height and width (32 − 5 + 2·0)/1 + 1 = 28"]],
  [
    "show convolution of=7x7 kernel=3x3 stride=3",
    [
      "1 row and 1 column (grey) are in no window; 2 more of padding in total would let one more window in.",
    ],
  ],
  ["show convolution of=6x6x3 kernel=3x3x3 filters=2", ["map 1", "map 2", "channel 3"]],
  ["show convolution of=30x30x3 kernel=7x7 pad=same", ["output 30x30", "padding 3: zeros."]],
  ["show convolution of=[1,2,3,4] kernel=[1,-1] bias=2", ["1·1 + 2·(−1) + bias 2 = 1"]],
  ["show convolution of=9x9 kernel=3x3 dilate=2", ["dilation 2: the kernel's cells lie 2 apart."]],
  [
    "show convolution of=[[1,2],[3,4]] kernel=[[1,1],[1,1]] stride=2 transposed",
    ["row 2, column 2: 4 times the kernel is added to the output", "output 4x4"],
  ],
  ["show pooling of=[[1,9],[3,4]] size=2", ["max of 1, 9, 3, 4 = 9"]],
  ["show pooling of=[[1,9],[3,4]] size=2 pool=avg", ["mean of 1, 9, 3, 4 = 4.25"]],
  ["show pooling of=[[1,9],[3,4]] size=2 pool=min", ["min of 1, 9, 3, 4 = 1"]],
  [
    "show padding of=5x5",
    [
      "Without padding a corner counts in 1 of the 3x3 windows, the middle in 9: what lies at the edge is",
      "replicate",
      "windows that see each cell, without padding",
    ],
  ],
];

test("the still picture says what happens", async () => {
  for (const [statement, expected] of said) {
    const figure = await figureOf(statement);
    const found = words(bodyOf(figure).svg);
    for (const text of expected)
      assert.ok(found.includes(text), `${statement}: ${found.join(" / ")}`);
    assert.ok(figure.title.length > 0 && figure.alt.length > 20 && figure.text.length > 20);
  }
});

test("what is shown of a large map is said", async () => {
  const found = words(bodyOf(await figureOf("show convolution of=30x30x3 kernel=7x7")).svg);
  assert.ok(
    found.some((text) => /^Shown are the first \d+ rows and \d+ columns of 30x30\.$/.test(text)),
  );
});

const scene: Scene = {
  width: 10,
  height: 10,
  steps: 3,
  telling: 1,
  parts: [
    { element: "text", attributes: { x: 1 }, text: "<still>" },
    { element: "text", attributes: { x: 2 }, text: ["a", "a", "b"] },
    {
      element: "path",
      attributes: { d: "M0 0" },
      moves: [
        [0, 0],
        [5, 0],
        [5, 0],
      ],
    },
    { element: "text", attributes: { x: 3 }, text: "7", from: 2 },
  ],
};

test("the still picture is the telling step, and the film has every step", () => {
  const { svg, live } = animationDrawing(scene, "alt");
  assert.ok(live);
  assert.match(svg, /<text x="1">&lt;still&gt;<\/text><text x="2">a<\/text>/);
  assert.match(svg, /<path d="M0 0" transform="translate\(5 0\)">/);
  assert.match(svg, /<text x="3" opacity="0.3">7</);
  const [, json = ""] = /<script type="application\/json">(.*)<\/script>/.exec(live.html) ?? [];
  assert.deepEqual(JSON.parse(json), {
    steps: 3,
    now: 1,
    texts: [[0, "a||b"]],
    moves: [[1, "0 0|5 0|"]],
    from: [[2, 2]],
  });
  assert.equal(live.html.match(/ data-m/g)?.length, 3);
});

test("a figure is small, whatever is asked for", async () => {
  const large = [
    "show convolution of=30x30x3 kernel=7x7 pad=same",
    "show convolution of=64x64x4 kernel=11x11 filters=4",
    "show convolution of=20x20x4 kernel=3x3 filters=4 transposed",
    "show pooling of=64x64x4 size=3 stride=1",
    "show padding of=40x40 pad=5",
  ];
  for (const statement of large) {
    const { svg, live, width } = bodyOf(await figureOf(statement));
    assert.ok(svg.length < 60_000, `${statement}: ${svg.length}`);
    assert.ok(live.html.length + live.script.length < 100_000, `${statement}: ${live.html.length}`);
    assert.ok(width <= 1120, `${statement}: ${width}`);
  }
});

/** A light disc on a dark ground. */
function photograph(): PNG {
  const image = new PNG({ width: 48, height: 36 });
  for (let pixel = 0; pixel < 48 * 36; pixel++) {
    const [x, y] = [pixel % 48, Math.floor(pixel / 48)];
    const color = Math.hypot(x - 24, y - 18) < 10 ? [230, 180, 60, 255] : [4 * x, 5 * y, 120, 255];
    image.data.set(color, pixel * 4);
  }
  return image;
}

test("a picture is shown before and after, with the numbers of a part", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "convscript-")), "photograph.png");
  writeFileSync(file, PNG.sync.write(photograph()));
  const figure = await figureOf(`show convolution of="${file}" kernel=outline`);
  assert.equal(figure.title, "Convolution of photograph.png with outline");
  const { svg } = bodyOf(figure);
  assert.equal(svg.match(/href="data:image\/jpeg;base64,/g)?.length, 2);
  assert.ok(words(svg).includes("input 7x7"));
});

const refused: readonly (readonly [string, string, string])[] = [
  [
    "show convolution of=[[1,2],[3,4]] kernel=3x3",
    "3x3",
    "a window of 3x3 needs a map at least as large; received 2x2",
  ],
  [
    "show convolution of=4x4x2 kernel=3x3x3",
    "3x3x3",
    "a filter has as many channels as its input; received 3 for a map of 4x4x2",
  ],
  ["show convolution of=4x4x9", "4x4x9", "the window is shown for at most 4 channels; received 9"],
  [
    "show convolution of=20x20 kernel=13x13",
    "13x13",
    "kernels of at most 11x11 are shown; received 13x13",
  ],
  [
    "show convolution of=4x4 pad=5 mode=reflect",
    "reflect",
    "reflection needs padding smaller than the map; received 4x4 with a padding of 5",
  ],
  [
    "show pooling of=4x4 size=2 pad=2",
    "2",
    "padding is at most half the window, or a window would see nothing",
  ],
  [
    'show convolution of="none.png"',
    '"none.png"',
    '"none.png" cannot be read: there is no such file or folder',
  ],
  [
    "show convolution of=2x2 kernel=2x2 pad=2 transposed",
    "2",
    "padding cuts everything off: -1x-1 is left",
  ],
];

test("what does not fit is refused at its place, with a way out", async () => {
  for (const [statement, place, message] of refused) {
    const command = commandOf(statement);
    const problem = await showWindow(command).then(
      () => assert.fail(statement),
      (error: unknown) => error,
    );
    assert.ok(problem instanceof Problem, String(problem));
    const { span, message: text, hints } = locateProblem(problem, command);
    assert.equal(text.replace(/"[^"]*none\.png"/, '"none.png"'), message);
    assert.equal(statement.slice(span.start, span.end), place, statement);
    assert.ok(hints.length > 0 || place.includes("png"));
  }
});

test("numbers are checked where they are written", () => {
  const messages = (text: string) =>
    checkText(text).diagnostics.map(({ message, span }) => [
      message,
      text.slice(span.start, span.end),
    ]);
  assert.deepEqual(messages("show convolution of=[[1,2],[3]]"), [
    ["every row is alike: 2 numbers; received 1 number", "[3]"],
  ]);
  assert.deepEqual(messages("show convolution of=[]"), [
    ["a row holds at least one number; received an empty list", "[]"],
  ]);
  assert.equal(messages("show pooling kernel=blur").length, 1);
  assert.equal(messages("show convolution pad=half").length, 1);
});

test("numbers fit their cells", () => {
  const numbers = [0, -0, 3.14159, -2, 1 / 9, 1e6, -1e6, NaN, Infinity, -Infinity];
  assert.deepEqual(numbers.map(numberText), [
    ...["0", "0", "3.14", "−2", "1/9", "1.000 M", "−1.000 M", "", "∞", "−∞"],
  ]);
});

test("what padding does is said as the counts have it", async () => {
  const small = (await figureOf("show padding of=3x3")).alt;
  assert.match(small, /fits in one way only: one output, and every cell counts once/);
  assert.doesNotMatch(small, /less often/);
  const usual = (await figureOf("show padding of=5x5")).alt;
  assert.match(
    usual,
    /a corner counts in 1 of the 3x3 windows, the middle in 9: .* seen less often/,
  );
  const full = (await figureOf("show padding of=4x4 pad=2")).alt;
  assert.match(full, /With a padding of 2 every cell counts in 9 windows/);
});

test("maps of 14x14 and 7x7 are shown whole", async () => {
  for (const [text, steps] of [
    ["show convolution of=14x14 kernel=3x3 pad=1", 196],
    ["show convolution of=7x7 kernel=3x3 pad=1", 49],
  ] as const) {
    const { svg, live } = bodyOf(await figureOf(text));
    assert.doesNotMatch(svg, /Shown are the first/);
    assert.match(live.html, new RegExp(`"steps":${steps}`));
    assert.ok(JSON.stringify(live).length < 100_000);
  }
});
