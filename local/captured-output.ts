import { AsyncLocalStorage } from 'node:async_hooks';

/** Takes what is written to the standard output, piece by piece. */
export type OutputSink = (text: string) => void;

/** `run` sends to a sink what its callee writes to the standard output, also later; `release` ends all of that. */
export type CapturedOutput = { run: <T>(sink: OutputSink, callee: () => T) => T; release: () => void };

const sinks = new AsyncLocalStorage<OutputSink>();
let users = 0;
let original: typeof process.stdout.write | undefined;

/**
 * A function's standard output is its log. All functions share one process here, so that what they write is told
 * apart by who called; what anybody else writes goes where it went before.
 */
export const captureOutput = (): CapturedOutput => {
  users += 1;
  if (original === undefined) redirect();
  let isReleased = false;
  return {
    run: (sink, callee) => sinks.run(sink, callee),
    release: () => {
      if (isReleased) return;
      isReleased = true;
      users -= 1;
      if (users === 0) restore();
    },
  };
};

const redirect = () => {
  const write = process.stdout.write;
  original = write;
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    const sink = sinks.getStore();
    if (sink === undefined) return write.call(process.stdout, chunk, ...rest);
    // A sink may write to the output itself.
    sinks.exit(() => sink(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()));
    return true;
  }) as typeof write;
};

const restore = () => {
  if (original !== undefined) process.stdout.write = original;
  original = undefined;
};
