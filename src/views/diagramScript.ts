/**
 * What a diagram does in a page: folds and unfolds, goes on in further columns where the page is wide, and says what a box is while
 * the pointer is on it.
 */
export const diagramScript = `
const svg = root.querySelector("svg"), tip = root.querySelector(".cs-tip");
const folds = [...svg.querySelectorAll("[data-fold]")].map((g) => {
  const [bottom, growth, rank] = g.dataset.fold.split(" ").map(Number);
  return { g, inside: g.nextElementSibling, bottom, growth, rank, open: g.dataset.open === "1" };
});
const shift = (y) => {
  const grown = {};
  for (const f of folds)
    if (f.open && y > f.bottom + 3) grown[f.rank] = Math.max(grown[f.rank] || 0, f.growth);
  return Object.values(grown).reduce((a, b) => a + b, 0);
};
const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number), top = +svg.dataset.top, gap = 40;
const cuts = svg.dataset.cuts.split(" ").filter(Boolean).map(Number);
const down = (y) => y + shift(y + 4);
let chosen = [], starts = [0];
const arrange = () => {
  const whole = high - top + shift(Infinity), room = root.clientWidth;
  const most = Math.min(Math.floor((room / 0.9 + gap) / (wide + gap)), Math.floor(whole / 450));
  chosen = [];
  for (let k = 1; k < most; k++) {
    const far = (cut) => Math.abs(down(cut) - (whole * k) / most);
    const left = cuts.filter((cut) => cut > (chosen.at(-1) || 0));
    if (left.length) chosen.push(left.reduce((a, b) => (far(b) < far(a) ? b : a)));
  }
  starts = [0, ...chosen.map((cut) => down(cut) - 14)];
  const ends = [...chosen.map((cut) => down(cut) + 10), whole];
  const height = top + Math.max(...ends.map((end, i) => end - starts[i]));
  const width = wide + chosen.length * (wide + gap);
  svg.setAttribute("viewBox", "0 0 " + width + " " + height);
  root.firstElementChild.style.maxWidth = width * (chosen.length ? 1 : Math.max(1, Math.min(1.3, 900 / height))) + "px";
};
const column = (y) => chosen.filter((cut) => y > cut).length;
const at = (x, y) => [x + column(y) * (wide + gap), y + shift(y) - starts[column(y)]];
const place = () => {
  arrange();
  for (const f of folds) {
    f.g.style.display = f.open ? "none" : "";
    f.inside.style.display = f.open ? "" : "none";
    f.g.setAttribute("aria-expanded", f.open);
  }
  for (const g of svg.querySelectorAll("[data-y]"))
    g.setAttribute("transform", "translate(" + at(0, +g.dataset.y).map((v, i) => v - i * g.dataset.y).join(" ") + ")");
  for (const path of svg.querySelectorAll("[data-p]")) {
    const points = path.dataset.p.split(",").map((p) => p.split(" ").map(Number));
    path.setAttribute("d", points.map((point, i) => {
      const [x, y] = at(...point);
      if (i === 0) return "M" + x + " " + y;
      const last = points[i - 1], [px, before] = at(...last), c = column(point[1]);
      if (column(last[1]) < c)
        return "V" + (down(last[1]) - starts[c - 1] + 7) + "H" + (c * (wide + gap) - gap / 2) + "V2H" + x + "V" + y;
      const m = (before + y) / 2;
      return "C" + px + " " + m + " " + x + " " + m + " " + x + " " + y;
    }).join(""));
  }
  const all = root.querySelector("button");
  if (all) all.textContent = folds.every((f) => f.open) ? "fold all" : "unfold all";
};
const toggle = (f, open) => { f.open = open; tip.style.display = "none"; place(); };
for (const f of folds) {
  f.g.onclick = () => toggle(f, true);
  f.g.onkeydown = (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); toggle(f, true); } };
  const close = f.inside.querySelector("[data-close]");
  close.onclick = () => toggle(f, false);
}
const all = root.querySelector("button");
if (all) all.onclick = () => {
  const open = !folds.every((f) => f.open);
  for (const f of folds) f.open = open;
  place();
};
svg.onpointermove = (e) => {
  const on = e.target.closest("[data-t]");
  tip.style.display = on ? "block" : "none";
  if (!on) return;
  tip.textContent = on.dataset.t;
  const frame = root.getBoundingClientRect();
  const left = Math.min(e.clientX - frame.left + 14, frame.width - tip.offsetWidth - 4);
  tip.style.left = Math.max(0, left) + "px";
  tip.style.top = e.clientY - frame.top + 16 + "px";
};
svg.onpointerleave = () => { tip.style.display = "none"; };
let seen = root.clientWidth;
place();
new ResizeObserver(() => {
  if (root.clientWidth === seen || !root.clientWidth) return;
  seen = root.clientWidth;
  place();
}).observe(root);
`;
