/**
 * Image files read by TensorFlow. In: a way to open sessions. Out: an ImageReader, whose batches stay in TensorFlow until somebody
 * looks at their pixels. A session is kept as long as streams of the same kind follow one another: an epoch costs no new graph.
 */
import { availableParallelism } from "node:os";
import { sep } from "node:path";
import type { ImageReader, ImageRequest, ImageStream } from "../../data/imageReader.js";
import { keyOf } from "../../data/random.js";
import type { Feed, Held, Session } from "../../engine/session.js";
import type { Values } from "../../engine/runner.js";
import { holding } from "./heldValues.js";
import { compilePipeline, pipelineFeeds, pipelineFetches, type Pipeline } from "./pipeline.js";
import type { OpenSession } from "./support.js";

const batchesAhead = 2;

export function openImageReader(openSession: OpenSession): ImageReader {
  let open: { readonly kind: string; readonly session: Session } | null = null;
  let close = () => {};
  const sessionOf = (pipeline: Pipeline): Session => {
    const kind = JSON.stringify(pipeline);
    if (open?.kind !== kind) {
      open?.session.dispose();
      open = null;
      open = { kind, session: openSession(compilePipeline(pipeline)) };
    }
    return open.session;
  };
  return {
    reads: ({ list }) => list.common,
    stream(request) {
      close();
      const stream = begin(sessionOf(pipelineOf(request)), request);
      close = () => stream.close();
      return stream;
    },
    dispose() {
      close();
      open?.session.dispose();
      open = null;
    },
  };
}

/** What the graph depends on. */
function pipelineOf(request: ImageRequest): Pipeline {
  const { files, shape, wanted, preprocessing, augmentation } = request;
  const { list, fit } = files;
  return {
    shape,
    wanted,
    fit,
    preprocessing,
    augmentation,
    transparent: list.transparent.includes(1),
    turned: list.orientations.some((orientation) => orientation !== 1),
    sized: list.otherSize === null && list.size === `${shape[0] ?? 0}x${shape[1] ?? 0}`,
    threads: availableParallelism(),
    ahead: batchesAhead,
  };
}

function begin(session: Session, request: ImageRequest): ImageStream {
  const { files, indices, batch, draw } = request;
  const { list, members } = files;
  session.run(
    {
      [pipelineFeeds.root]: text(new TextEncoder().encode(list.root + sep)),
      [pipelineFeeds.names]: text(list.names),
      [pipelineFeeds.starts]: ints(list.starts),
      [pipelineFeeds.orientations]: ints(Int32Array.from(list.orientations)),
      [pipelineFeeds.transparent]: ints(Int32Array.from(list.transparent)),
      [pipelineFeeds.files]: ints(indices.map((index) => members[index] ?? 0)),
      [pipelineFeeds.indices]: ints(indices),
      [pipelineFeeds.batch]: int(batch),
      [pipelineFeeds.key]: int(keyOf([draw.seed, draw.epoch])),
    },
    [pipelineFetches.begin],
  );
  let last: Held | null = null;
  const free = () => {
    last?.free();
    last = null;
  };
  return {
    next: (mixed) =>
      Promise.resolve().then((): Values => {
        free();
        [last = null] =
          mixed === undefined
            ? session.hold({}, [pipelineFetches.next])
            : session.hold({ [pipelineFeeds.mixed]: share(mixed) }, [pipelineFetches.nextMixed]);
        if (!last) throw new Error("the pipeline gave no batch");
        return holding(last);
      }),
    close: free,
  };
}

function text(data: Uint8Array): Feed {
  return { type: "string", shape: [], data: [data] };
}

function ints(data: Int32Array): Feed {
  return { type: "int32", shape: [data.length], data };
}

function int(value: number): Feed {
  return { type: "int32", shape: [], data: Int32Array.of(value) };
}

function share(value: number): Feed {
  return { type: "float32", shape: [], data: Float32Array.of(value) };
}
