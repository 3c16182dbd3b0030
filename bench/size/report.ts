import type { Measured } from './fresh-processes.ts';

/** A function as it is deployed, and what it needed. CPU in milliseconds of a whole processor, memory in megabytes. */
export type Row = {
  entry: string;
  memory: number;
  loadCpu: number;
  firstCpu: number;
  laterCpu: number;
  /** What the first call takes of a processor's time at the share that the memory brings, loading included. */
  cold: number;
  peak: number;
  heap: number;
  longestSeconds: number;
  timeoutSeconds: number;
};

/** So much memory brings a whole processor (AWS Lambda, "Configure Lambda function memory"). */
const MEGABYTES_A_PROCESSOR = 1769;

/** What a function needs is at most this share of what it gets: a batch may be larger than any here. */
const LARGEST_SHARE = 0.75;

/** Where a client waits for the answer, the first one of a new environment takes no longer, what it waits for aside. */
const LONGEST_COLD = 1500;

const least = (values: number[]): number => Math.min(...values);
const most = (values: number[]): number => Math.max(...values);
const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const rowOf = (runs: readonly Measured[]): Row => {
  const [first] = runs as [Measured, ...Measured[]];
  const calls = runs.flatMap((run) => run.calls);
  // A busy machine makes everything slower and nothing faster.
  const loadCpu = least(runs.map(({ loaded }) => loaded.cpu));
  const firstCpu = least(runs.map((run) => run.calls[0]?.cpu ?? 0));
  return {
    entry: first.entry,
    memory: first.memoryMegabytes,
    loadCpu,
    firstCpu,
    laterCpu: median(runs.flatMap((run) => run.calls.slice(1).map(({ cpu }) => cpu))),
    cold: ((loadCpu + firstCpu) * MEGABYTES_A_PROCESSOR) / first.memoryMegabytes,
    peak: most(calls.map(({ peak }) => peak)),
    heap: most(calls.map(({ heap }) => heap)),
    longestSeconds: most(calls.map(({ wall }) => wall)) / 1000,
    timeoutSeconds: first.timeoutSeconds,
  };
};

/** One row a function, over several runs of the same scenario: the least time and the most memory. */
export const rowsOf = (runs: readonly (readonly Measured[])[]): Row[] => {
  const byEntry = Object.groupBy(runs.flat(), ({ entry }) => entry);
  return Object.values(byEntry)
    .flatMap((measured = []) => (measured.length === 0 ? [] : [rowOf(measured)]))
    .sort((a, b) => a.entry.localeCompare(b.entry));
};

/** What is wrong with the memory and the time limit that functions are deployed with, a sentence each. */
export const faultsIn = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ entry, memory, peak, cold, longestSeconds, timeoutSeconds }) => [
    ...(peak > memory * LARGEST_SHARE ? [`${entry} needed ${peak.toFixed(0)} of ${memory} MB.`] : []),
    ...(entry.startsWith('functions/api/') && cold > LONGEST_COLD
      ? [`${entry} would take ${cold.toFixed(0)} ms for its first answer.`]
      : []),
    ...(longestSeconds > timeoutSeconds * LARGEST_SHARE
      ? [`${entry} took ${longestSeconds.toFixed(1)} of ${timeoutSeconds} s.`]
      : []),
  ]);

const HEAD = ['function', 'MB', 'peak', 'heap', 'load', 'first', 'later', 'cold', 'longest, s', 'limit, s'];

/** The table of `npm run bench:size`. */
export const tableOf = (rows: readonly Row[]): string => {
  const lines = rows.map((row) => [
    row.entry.replace(/^functions\/|\.ts$/g, ''),
    String(row.memory),
    ...[row.peak, row.heap, row.loadCpu, row.firstCpu, row.laterCpu, row.cold].map((n) => n.toFixed(0)),
    row.longestSeconds.toFixed(1),
    String(row.timeoutSeconds),
  ]);
  const widths = HEAD.map((_, column) => most([HEAD, ...lines].map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    line
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [HEAD, ...lines].map(format).join('\n');
};
