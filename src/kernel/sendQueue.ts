/** One send at a time on a socket: zeromq refuses a second one before the first has ended. */

export interface SendQueue {
  add(frames: Uint8Array[]): void;
  /** Resolves when all that was added has been handed to zeromq. */
  drained(): Promise<void>;
}

export function openSendQueue(
  send: (frames: Uint8Array[]) => Promise<void>,
  onError: (error: unknown) => void,
): SendQueue {
  let waiting: Uint8Array[][] = [];
  let sending: Promise<void> | null = null;

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      for (const frames of batch) await send(frames).catch(onError);
    }
    sending = null;
  }

  return {
    add(frames) {
      waiting.push(frames);
      sending ??= sendAll();
    },
    drained: async () => {
      await sending;
    },
  };
}
