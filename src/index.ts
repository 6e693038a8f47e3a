/**
 * ConvScript in a program of one's own: networks from text, data, training.
 *
 * ```ts
 * import { data, net, test, train } from "convscript";
 * const reader = net`input 8x8x1 | conv3-32 | maxpool2 | fc-10 | softmax`;
 * const digits = await data("digits");
 * const { history } = await train(reader, digits, { epochs: 5, seed: 1 });
 * const { accuracy } = await test(reader, digits);
 * reader.dispose();
 * ```
 */
export { net, type Net } from "./api/net.js";
export {
  augment,
  data,
  dataFrom,
  folder,
  load,
  normalize,
  predict,
  save,
  test,
  train,
  trainEvents,
  type PredictOptions,
  type TrainOptions,
} from "./api/work.js";
export { ConvScriptError, type ErrorDetail } from "./api/error.js";
export { engineStatus as engine } from "./engine/engines.js";
export type { EngineStatus, EngineProblem } from "./engine/engines.js";
export type { ArrayOptions, ImageNumbers, SampleBatch, TensorLike } from "./data/arrays.js";
export type { Augmentation } from "./data/augment.js";
export type { DataSet } from "./data/dataSet.js";
export type { FolderOptions } from "./data/folder.js";
export type { Samples } from "./data/samples.js";
export type { LayerJson, NetworkJson } from "./network/json.js";
export type { Guess } from "./run/predictImages.js";
export type { TestOptions } from "./run/testNetwork.js";
export type { Tested } from "./run/testNetwork.js";
export type { Evaluation } from "./training/evaluate.js";
export type { ClassFigures, Mistake } from "./training/judgement.js";
export type { History, TrainingResult } from "./training/history.js";
export type { TrainingOptions } from "./training/settings.js";
export type { StepEvent, TrainingEvent } from "./training/events.js";
export { show, type NetworkView, type ShowOptions, type Shown } from "./api/show.js";
