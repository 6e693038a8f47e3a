/** Plays a film: sets texts, moves parts, and shows what has come, for one step after another. */
export const animationScript = `
const film = JSON.parse(root.querySelector("script[type]").textContent);
const parts = root.querySelectorAll("svg [data-m]");
const spread = (list) => list.map(([i, joined]) => {
  let last = "";
  return [parts[i], joined.split("|").map((v) => (last = v || last))];
});
const texts = spread(film.texts), moves = spread(film.moves);
const slider = root.querySelector("input"), output = root.querySelector("output");
const play = root.querySelector("[data-act=play]");
let now = film.now, timer = 0;
const show = (step) => {
  now = Math.max(0, Math.min(film.steps - 1, step));
  for (const [part, values] of texts) part.textContent = values[now].trim();
  for (const [part, values] of moves) part.setAttribute("transform", "translate(" + values[now] + ")");
  for (const [i, from] of film.from) parts[i].setAttribute("opacity", from > now ? 0 : 1);
  slider.value = now;
  output.textContent = "step " + (now + 1) + " of " + film.steps;
};
const stop = () => {
  clearInterval(timer);
  timer = 0;
  play.textContent = "\\u25b6";
  play.setAttribute("aria-label", "play");
};
play.onclick = () => {
  if (timer) return stop();
  if (now === film.steps - 1) show(0);
  play.textContent = "\\u275a\\u275a";
  play.setAttribute("aria-label", "pause");
  timer = setInterval(() => {
    if (!root.isConnected || now === film.steps - 1) return stop();
    show(now + 1);
  }, 700);
};
root.querySelector("[data-act=back]").onclick = () => { stop(); show(now - 1); };
root.querySelector("[data-act=on]").onclick = () => { stop(); show(now + 1); };
slider.oninput = () => { stop(); show(+slider.value); };
show(now);
`;
