import fc from "fast-check";
import { checkText, libraryFiles, libraryText } from "./library.js";
const words = "| , + ( ) [ ] { } = : # \" \n x3 x0 x999999999 conv3-64 conv3_64 conv conv4-8 fc-10 input 224x224x3 maxpool2 gap flatten bn relu softmax shortcut zeropad id aux( as pad=1 pad=same group=3 dilate=0 bias nobias mode=reflect {in/2} {c} net block use vgg train vggD upto=pool9 99999999999999999999 -1 0 0.5 é 漢 \u0000 \t \r";
const pieces = words.split(" ");
for (const file of libraryFiles) {
  const text = libraryText(file);
  const slip = fc.record({ at: fc.nat(text.length), removed: fc.oneof(fc.nat(3), fc.nat(60)), added: fc.constantFrom("", ...pieces) });
  const all = fc.sample(fc.array(slip, { minLength: 1, maxLength: 4 }), { seed: 1, numRuns: 400 });
  let worst = 0, total = 0, w = "";
  for (const slips of all) { const m = slips.reduce((t, { at, removed, added }) => t.slice(0, at) + added + t.slice(at + removed), text); const t0 = performance.now(); try { checkText(m, file); } catch (e) { console.log("THROW", e, JSON.stringify(slips)); } const d = performance.now() - t0; total += d; if (d > worst) { worst = d; w = JSON.stringify(slips); } }
  console.log(file, "mean", (total/400).toFixed(1), "worst", worst.toFixed(0), w);
}
