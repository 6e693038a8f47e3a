/** What an embedding does in a page: the sample under the pointer is enlarged and named. */
export const pointScript = `
const frame = root.querySelector(".cs-points"), svg = frame.querySelector("svg"), near = frame.querySelector(".cs-near");
const notes = JSON.parse(frame.dataset.notes), canvas = near.querySelector("canvas"), note = near.querySelector("div");
const points = frame.dataset.points.split(" ").map((p) => p.split(",").map(Number)), mark = +frame.dataset.mark;
const sheet = new Image();
sheet.src = svg.querySelector("image").getAttribute("href");
svg.onpointermove = (e) => {
  const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  let best = -1, least = mark * mark;
  points.forEach(([x, y], i) => {
    const far = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (far < least) { least = far; best = i; }
  });
  near.style.display = best < 0 ? "none" : "block";
  if (best < 0) return;
  const scale = sheet.width / svg.querySelector("image").width.baseVal.value, side = mark * scale;
  canvas.width = canvas.height = 120;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(sheet, points[best][0] * scale - side / 2, points[best][1] * scale - side / 2, side, side, 0, 0, 120, 120);
  note.textContent = notes[best];
  const box = frame.getBoundingClientRect();
  const left = e.clientX - box.left, top = e.clientY - box.top;
  const flip = left + near.offsetWidth + 20 > box.width;
  near.style.left = Math.max(0, flip ? left - near.offsetWidth - 14 : left + 14) + "px";
  near.style.top = Math.max(0, Math.min(top + 14, box.height - near.offsetHeight)) + "px";
};
svg.onpointerleave = () => { near.style.display = "none"; };
`;
