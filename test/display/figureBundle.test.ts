import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { figureBundle } from "../../src/display/figureBundle.js";
import { plotlyCdn, plotlyIntegrity } from "../../src/display/loader.js";
import type { Figure } from "../../src/views/figure.js";
import { messageFigure } from "../../src/views/messageFigure.js";
import { viewFigures } from "../../src/views/figures.js";
import { picturePixels, pixelsUri } from "../../src/views/pixels.js";
import { networkOf, noise, sampleFigures } from "../views/sampleFigures.js";
import { hostile } from "./hostile.js";

const svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`;
const require = createRequire(import.meta.url);

test("a chart comes as HTML, Plotly JSON, PNG and text, below 100 kB", () => {
  for (const [name, figure] of Object.entries(sampleFigures)) {
    const { data, metadata } = figureBundle(figure());
    const types = ["text/html", "application/vnd.plotly.v1+json", "image/png", "text/plain"];
    assert.deepEqual(Object.keys(data), types, name);
    const size = JSON.stringify(data).length;
    assert.ok(size < 100_000, `${name}: ${size}`);
    const png = PNG.sync.read(Buffer.from(String(data["image/png"]), "base64"));
    const { width, height } = metadata["image/png"] as { width: number; height: number };
    assert.ok(Math.abs(png.width / width - png.height / height) < 0.01, name);
    assert.equal(width, 700);
  }
});

test("diagrams and summaries of the largest networks stay below 100 kB", () => {
  for (const name of ["resnet152", "googlenet", "densenet121", "vggE"]) {
    for (const kind of ["diagram", "summary", "params", "memory", "receptive"] as const) {
      const network = networkOf(name);
      const own = { network, frozen: [], trained: false, layer: "", field: null, batch: 32 };
      for (const figure of viewFigures({ kind, ...own })) {
        const size = JSON.stringify(figureBundle(figure)).length;
        assert.ok(size < 100_000, `${kind} of ${name}: ${size}`);
      }
    }
  }
});

/** A picture that no palette holds. */
function photograph(side: number): string {
  const data = Float32Array.from({ length: side * side * 3 }, (_, i) => noise(i));
  return pixelsUri(picturePixels({ height: side, width: side, channels: 3, data }));
}

test("a photograph comes as JPEG, in its HTML once", () => {
  const uri = photograph(160);
  const image = `<image width="160" height="160" href="${uri}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">${image}</svg>`;
  const live = { html: `<svg>${image}</svg>`, script: "" };
  const body = { kind: "drawing", svg, width: 160, height: 160, live } as const;
  const { data, metadata } = figureBundle({ title: "", alt: "", text: "", body });
  assert.deepEqual(Object.keys(data), ["text/html", "image/jpeg", "text/plain"]);
  const { width } = jpeg.decode(Buffer.from(String(data["image/jpeg"]), "base64"));
  assert.ok(width >= 80);
  assert.deepEqual(metadata, { "image/jpeg": { width: 160, height: 160 } });
  assert.equal(String(data["text/html"]).split(uri).length, 2);
});

/** What is beside its tags and our scripts. */
function shownText(html: string): string {
  return html.replace(/<(script|style)>.*?<\/\1>/gs, "").replace(/<[^>]*>/g, "");
}

test("texts of users are text, in every kind of figure", () => {
  const bodies: readonly Figure["body"][] = [
    { kind: "drawing", svg, width: 10, height: 10, live: { html: "", script: "" } },
    messageFigure("", hostile.join("\n")).body,
    sampleFigures["top 5"]!().body,
  ];
  for (const body of bodies) {
    for (const text of hostile) {
      const { data } = figureBundle({ title: text, alt: text, text, body });
      const html = String(data["text/html"]);
      assert.doesNotMatch(html, /<(img src=x|svg|a )|<!--|\p{Cs}|\0/u);
      assert.equal(html.split("<script>").length, html.split("</script>").length);
      assert.ok(html.split("<script>").length <= 2);
      assert.ok(shownText(html).length < 12_000);
    }
  }
});

test("the live form of a drawing cannot end its script", () => {
  const live = { html: "</script><b>", script: 'root.title = "</script><!--"' };
  const body = { kind: "drawing", svg, width: 10, height: 10, live } as const;
  const html = String(figureBundle({ title: "", alt: "", text: "", body }).data["text/html"]);
  assert.equal(html.split("</script").length, 2);
});

test("a drawing that is huge is made smaller for its PNG", () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="9000"/>`;
  const body = { kind: "drawing", svg, width: 700, height: 9000 } as const;
  const { data } = figureBundle({ title: "", alt: "", text: "", body });
  const png = PNG.sync.read(Buffer.from(String(data["image/png"]), "base64"));
  assert.ok(png.width * png.height <= 3.01e6);
});

test("the pinned address is that of the version beside us, and its hash is the file's", () => {
  const file = readFileSync(require.resolve("plotly.js-cartesian-dist-min"));
  assert.equal(`sha384-${createHash("sha384").update(file).digest("base64")}`, plotlyIntegrity);
  const { version } = JSON.parse(
    readFileSync(require.resolve("plotly.js-cartesian-dist-min/package.json"), "utf8"),
  ) as { version: string };
  assert.ok(plotlyCdn.includes(`@${version}/`));
});
