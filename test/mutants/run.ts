import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tryAll } from './campaign.ts';
import { type Command, HELP, readCommand } from './command-line.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { endOf, type Judged, pageOf, summary } from './page.ts';
import { scratchFolder } from './scratch.ts';

const TREE = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = new URL('../../docs/mutants.md', import.meta.url);
const USAGE_ERROR = 64;
const INTERRUPTED = 130;

const say = (line: string): void => console.error(line);

const list = (mutants: readonly Mutant[]): void => {
  for (const { id, file, breaks } of mutants) console.log(`${id}\n  ${file}\n  ${breaks}`);
};

/** Runs the mutants in scratch copies, which are gone when this ends, however it ends. */
const tryInScratch = async (
  { mutants, simulate }: Extract<Command, { do: 'run' }>,
  signal: AbortSignal,
): Promise<Judged[]> => {
  const folder = scratchFolder(TREE);
  try {
    return await tryAll(mutants, { folder, simulator: simulate, say, signal });
  } finally {
    folder.remove();
  }
};

const run = async (command: Extract<Command, { do: 'run' }>, signal: AbortSignal): Promise<number> => {
  const judged = await tryInScratch(command, signal);
  console.log(summary(judged));
  const left = judged.filter(({ verdict }) => verdict.outcome !== 'killed');
  for (const { mutant, verdict } of left) console.log(`${verdict.outcome} ${mutant.id}: ${endOf(verdict)}`);
  if (left.length > 0) return 1;
  if (command.write) writeFileSync(PAGE, pageOf(judged));
  return 0;
};

const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
  return controller.signal;
};

const runInterruptibly = async (command: Extract<Command, { do: 'run' }>): Promise<number> => {
  const signal = interruption();
  try {
    return await run(command, signal);
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
};

const perform = async (command: Command): Promise<number> => {
  if (command.do === 'run') return runInterruptibly(command);
  if (command.do === 'list') list(command.mutants);
  else console.log(HELP);
  return 0;
};

const commandOf = (args: readonly string[]): Command | undefined => {
  try {
    return readCommand(args, MUTANTS);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return undefined;
  }
};

const command = commandOf(process.argv.slice(2));
process.exitCode = command === undefined ? USAGE_ERROR : await perform(command);
