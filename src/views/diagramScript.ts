/** What a diagram does in a page: folds and unfolds, and says what a box is while the pointer is on it. */
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
const place = () => {
  for (const f of folds) {
    f.g.style.display = f.open ? "none" : "";
    f.inside.style.display = f.open ? "" : "none";
    f.g.setAttribute("aria-expanded", f.open);
  }
  for (const g of svg.querySelectorAll("[data-y]"))
    g.setAttribute("transform", "translate(0 " + shift(+g.dataset.y) + ")");
  for (const path of svg.querySelectorAll("[data-p]")) {
    const points = path.dataset.p.split(",").map((p) => p.split(" ").map(Number));
    path.setAttribute("d", points.map(([x, y], i) => {
      y += shift(y);
      if (i === 0) return "M" + x + " " + y;
      const [px, before] = points[i - 1], m = (before + shift(before) + y) / 2;
      return "C" + px + " " + m + " " + x + " " + m + " " + x + " " + y;
    }).join(""));
  }
  const [, , width] = svg.getAttribute("viewBox").split(" ");
  const height = +svg.dataset.height + shift(Infinity);
  svg.setAttribute("viewBox", "0 0 " + width + " " + height);
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
place();
`;
