/**
 * The scripts of figures in a page. They stand right behind the figure's element, so that two copies of an output each find their
 * own. A chart takes the place of its picture as soon as plotly.js is there: the page's own, else the copy beside the kernelspec,
 * which Jupyter Server serves, else the pinned one of the network; and the picture stays where none comes. It is fetched once a page.
 */
import { inScript, scriptJson, scriptText } from "../views/escape.js";
import { embedded } from "../views/image.js";
import type { PlotlyChart } from "../views/plotly.js";
import { wideColumn } from "../views/plotly.js";

const plotlyFile = "plotly-cartesian.min.js";
const plotlyPackage = "plotly.js-cartesian-dist-min";
const version = "4.1.1";
export const plotlyCdn = `https://cdn.jsdelivr.net/npm/${plotlyPackage}@${version}/${plotlyFile}`;
export const plotlyIntegrity =
  "sha384-zc4SwKObGL/W0M3RUI09UPWjlgIZHfbwMgcZO6713mRh78tfUmIQKhzCyE2LIiUg";

/** A chart that is updated: who it is, and which full snapshot of it this is. */
export interface LiveChart {
  readonly id: string;
  readonly snapshot: number;
}

/** The chart of the element before the script; where the page had it already, the old element moves here and keeps its zoom. */
export function chartScript(
  { data, layout, config }: PlotlyChart,
  wide: PlotlyChart["layout"],
  live?: LiveChart,
): string {
  const figure = scriptJson({ data, layout, config, wide, ...live });
  return `<script>(${chartLoader()})(document.currentScript,${figure})</script>`;
}

/** The folder of the kernelspec, as the page's addresses have it. */
function kernelName(): string {
  return encodeURIComponent(process.env["CONVSCRIPT_KERNEL"] ?? "convscript");
}

function chartLoader(): string {
  return [
    `function(s,F){var w=window,d=document,b=s.previousElementSibling.querySelector(".cs-body")`,
    `,R=w.__cs=w.__cs||{},c=d.getElementById("jupyter-config-data")`,
    `,u=c?JSON.parse(c.textContent).baseUrl:d.body.dataset.baseUrl`,
    `;function get(u,i){return new Promise(function(y,n){var t=d.createElement("script");t.src=u`,
    `;if(i)t.crossOrigin="anonymous",t.integrity=i;t.onload=function(){y(w.Plotly)};t.onerror=n;d.head.append(t)})}`,
    `function cdn(){return get(${JSON.stringify(plotlyCdn)},${JSON.stringify(plotlyIntegrity)})}`,
    `function draw(P){var L=F.id?R[F.id]||[]:[],e=L.filter(function(e){return !e.isConnected}).pop(),n=!e`,
    `;if(n)e=d.createElement("div");b.replaceChildren(e)`,
    `;if(F.id)R[F.id]=L.filter(function(o){return o!==e}).concat(e).slice(-9)`,
    `;e.snapshot=F.snapshot;if(b.clientWidth>=${wideColumn})Object.assign(F.layout,F.wide)`,
    // Plotly forgets the layout's height when it resizes, and takes the element's.
    `;if(F.layout.height)e.style.height=F.layout.height+"px"`,
    `;P.react(e,F.data,F.layout,F.config);if(n)new ResizeObserver(function(){e.offsetParent&&P.Plots.resize(e)}).observe(e)}`,
    `(w.Plotly?Promise.resolve(w.Plotly):R.$||(R.$=u?get(u+"kernelspecs/${kernelName()}/${plotlyFile}").catch(cdn):cdn())).then(draw,function(){})}`,
  ].join("");
}

/**
 * What a tick adds to a chart: for each trace all points since the snapshot, of which the page appends those that it lacks. A page
 * that has another snapshot is left alone: the next one sets it right.
 */
export interface Tick extends LiveChart {
  readonly status: string;
  /** By trace: how many points the snapshot had, and those that followed. */
  readonly traces: readonly {
    readonly before: number;
    readonly x: readonly (number | null)[];
    readonly y: readonly (number | null)[];
  }[];
}

const ticker = [
  `function(T){((window.__cs||{})[T.id]||[]).forEach(function(e){if(!e.isConnected||e.snapshot!==T.snapshot||!e.data)return`,
  `;var i=[],x=[],y=[],f=e.closest(".convscript").querySelector(".cs-status")`,
  `;if(f)f.textContent=T.status;T.traces.forEach(function(t,k){var n=e.data[k].x.length-t.before`,
  `;if(t.x.length>n)i.push(k),x.push(t.x.slice(n)),y.push(t.y.slice(n))})`,
  `;if(i.length)Plotly.extendTraces(e,{x:x,y:y},i)})}`,
].join("");

export function tickScript(tick: Tick): string {
  return `<script>(${ticker})(${scriptJson(tick)})</script>`;
}

/** Puts the live form of a drawing in place of its picture, whose nth embedded picture it calls `data:#n`. */
export function drawingScript({ html, script }: { html: string; script: string }): string {
  const body = inScript(script);
  const taken = `.replace(/"data:#(\\d+)"/g,function(a,i){return'"'+u[i]+'"'})`;
  return `<script>(function(s){var root=s.previousElementSibling.querySelector(".cs-body"),u=root.querySelector("img").getAttribute("src").match(${inScript(String(embedded))});root.innerHTML=${scriptText(html)}${taken};(function(root){${body}\n})(root)})(document.currentScript)</script>`;
}
