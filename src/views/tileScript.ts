/** What a sheet of tiles does in a page: the tile under the pointer is enlarged, its pixels sharp; a click keeps it. */

export const nearBox = `<div class="cs-near" style="display:none;position:absolute;pointer-events:none;z-index:9;background:var(--cs-paper);color:var(--cs-ink);border:1px solid var(--cs-line);border-radius:4px;padding:6px;box-shadow:0 2px 10px #0005;font-size:12px"><canvas style="display:block"></canvas><div style="white-space:pre-line;max-width:240px;overflow-wrap:anywhere;margin-top:4px"></div></div>`;

export const tileScript = `
const frame = root.querySelector(".cs-tiles"), svg = frame.querySelector("svg"), near = frame.querySelector(".cs-near");
const notes = JSON.parse(frame.dataset.notes), canvas = near.querySelector("canvas"), note = near.querySelector("div");
const [columns, stepX, stepY, tileWidth, tileHeight] = frame.dataset.places.split(" ").map(Number);
const [w, h, gap] = frame.dataset.sheet.split(" ").map(Number);
const rows = [...svg.querySelectorAll("image")].map((image) => {
  const row = new Image();
  row.src = image.getAttribute("href");
  return row;
});
let kept = false;
const find = (e) => {
  const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const column = Math.floor(at.x / stepX), row = Math.floor(at.y / stepY);
  const inside = at.x >= 0 && at.y >= 0 && at.x - column * stepX <= tileWidth && at.y - row * stepY <= tileHeight;
  const index = row * columns + column;
  return inside && column < columns && index < notes.length ? index : -1;
};
const show = (e) => {
  const index = find(e);
  near.style.display = index < 0 ? "none" : "block";
  if (index < 0) return;
  const scale = Math.min(240 / w, 240 / h);
  canvas.width = Math.max(1, Math.round(w * scale));
  canvas.height = Math.max(1, Math.round(h * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = scale < 1;
  pen.drawImage(rows[Math.floor(index / columns)], (index % columns) * (w + gap), 0, w, h, 0, 0, canvas.width, canvas.height);
  note.textContent = notes[index];
  const box = frame.getBoundingClientRect();
  const left = e.clientX - box.left, top = e.clientY - box.top;
  const flip = left + near.offsetWidth + 20 > box.width;
  near.style.left = Math.max(0, flip ? left - near.offsetWidth - 14 : left + 14) + "px";
  near.style.top = Math.max(0, Math.min(top + 14, box.height - near.offsetHeight)) + "px";
};
svg.onpointermove = (e) => { if (!kept) show(e); };
svg.onpointerleave = () => { if (!kept) near.style.display = "none"; };
svg.onclick = (e) => { kept = !kept && find(e) >= 0; show(e); if (!kept) near.style.display = "none"; };
`;
