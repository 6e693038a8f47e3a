/** Who reads image files: the engine itself, or JavaScript. In: samples. Out: a reader, or null where JavaScript reads them all. */
import type { ImageReader } from "../data/imageReader.js";
import type { Samples } from "../data/samples.js";
import { chooseEngine } from "../engine/engines.js";

/** Of the engine that is chosen now; whoever asks for it disposes of it. */
export async function openReader(
  samples: readonly (Samples | null)[],
): Promise<ImageReader | null> {
  if (!samples.some((one) => one?.files?.list.common)) return null;
  const chosen = await chooseEngine();
  if (chosen.kind === "problem" || chosen.engine !== "tensorflow") return null;
  const { openSession, openTensorflow } = await import("../engine/tensorflow.js");
  const { openImageReader } = await import("../targets/tensorflow/imageReader.js");
  const tensorflow = await openTensorflow();
  return openImageReader((graph) => openSession(tensorflow, graph));
}
