/** Writes what is over a limit to the standard error, and lets the process end with 1 where anything is. */
export const limitsHeld = (faults: readonly string[]): void => {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
};
