/** What went wrong inside TensorFlow, or why it cannot be used, in its own words. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
