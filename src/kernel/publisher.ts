/**
 * What all front ends hear, on iopub. In: a message's type and content, and the header of the request that it belongs to.
 * Holds: messages keep the order in which they were published, streams included.
 */
import type { Content, Header, NoHeader } from "./message.js";
import { openStreams, type StreamName } from "./streams.js";

export type Parent = Header | NoHeader;

export interface More {
  readonly metadata: Content;
  readonly buffers: readonly Uint8Array[];
}

export interface Publisher {
  publish(type: string, content: Content, parent: Parent, more?: More): void;
  stream(parent: Parent, name: StreamName, text: string): void;
  flush(): void;
}

export function openPublisher(send: Publisher["publish"]): Publisher {
  const streams = openStreams<Parent>((parent, name, text) =>
    send("stream", { name, text }, parent),
  );
  return {
    publish(type, content, parent, more) {
      streams.flush();
      send(type, content, parent, more);
    },
    stream: (parent, name, text) => streams.add(parent, name, text),
    flush: () => streams.flush(),
  };
}
