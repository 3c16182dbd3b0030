/** Writes one line of a log or of metrics. */
export type LineWriter = (line: string) => void;

/**
 * One line to the process's standard output. Not `console.log`: with Lambda's JSON log format that would wrap the
 * line in an object of its own, and CloudWatch would find no metrics in it.
 */
export const standardOutput: LineWriter = (line) => {
  process.stdout.write(`${line}\n`);
};
