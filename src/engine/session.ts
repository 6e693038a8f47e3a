/** A TensorFlow graph that runs in this process. The graph comes as the bytes of a GraphDef. */

export type TensorType = "float32" | "int32" | "string";

export interface Feed {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | readonly Uint8Array[];
}

export interface Fetched {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | readonly Uint8Array[];
}

/** A tensor that stays in TensorFlow: it is fed as it is, and its values cross only where they are read. */
export interface Held {
  readonly shape: readonly number[];
  /** TensorFlow's number for it. */
  readonly id: number;
  read(): Fetched;
  free(): void;
}

/**
 * `run` blocks the JavaScript thread for one call. Names are TensorFlow's, `loss:0`; a failing op throws an
 * EngineError with TensorFlow's text.
 */
export interface Session {
  run(feeds: Readonly<Record<string, Feed | Held>>, fetches: readonly string[]): readonly Fetched[];
  /** The same without reading what comes; each must be freed. */
  hold(feeds: Readonly<Record<string, Feed | Held>>, fetches: readonly string[]): readonly Held[];
  dispose(): void;
}

export interface SessionOptions {
  /** Each op on one thread; ops still run beside each other. */
  readonly singleThreaded: boolean;
}
