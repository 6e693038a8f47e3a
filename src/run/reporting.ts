/** Work that reports by calls, as a generator. In: work that is given a function. Out: what it reports, then its result. */

/** Reports that come while the reader is busy wait for it. */
export async function* reporting<Report, Result>(
  work: (report: (value: Report) => void) => Promise<Result>,
): AsyncGenerator<Report, Result> {
  const state: { waiting: Report[]; done: boolean; wake: () => void } = {
    waiting: [],
    done: false,
    wake: () => {},
  };
  const result = work((value) => {
    state.waiting.push(value);
    state.wake();
  }).finally(() => {
    state.done = true;
    state.wake();
  });
  result.catch(() => undefined);
  for (;;) {
    const next = state.waiting.shift();
    if (next !== undefined) yield next;
    else if (state.done) return await result;
    else await new Promise<void>((resolve) => (state.wake = resolve));
  }
}
