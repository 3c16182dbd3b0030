import { availableParallelism } from 'node:os';
import { seeded } from './chance.ts';
import { type Options, readOptions, USAGE } from './command-line.ts';
import { emptyCoverage } from './coverage.ts';
import { startCrew } from './crew.ts';
import { explorePair } from './exhaustive.ts';
import { simulateOutage } from './outage.ts';
import { PAIRS } from './pairs.ts';
import { outageReport, searchReport, violationReport } from './report.ts';
import { runSchedule } from './schedule.ts';
import { decisionsOf, shrink } from './shrink.ts';

const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

const explain = async (seed: number): Promise<void> => {
  const options = { runner: runSchedule };
  const shrunken = await shrink(await decisionsOf(seed, options), options);
  if (shrunken !== undefined) say(violationReport(seed, shrunken));
};

/** One schedule with its trace. */
const replay = async (seed: number): Promise<number> => {
  const { trace, violation } = await runSchedule({
    chance: seeded(seed),
    coverage: emptyCoverage(),
    traced: true,
  });
  say(trace);
  if (violation === undefined) {
    say([`Seed ${seed}: nothing is broken.`]);
    return 0;
  }
  say(['', 'The same, made short:', '']);
  await explain(seed);
  return 1;
};

const progressLine = (total: number): ((done: number) => void) => {
  const begun = performance.now();
  let last = begun;
  return (done) => {
    const now = performance.now();
    if (now - last < 1_000) return;
    last = now;
    const rate = Math.round((1_000 * done) / (now - begun));
    process.stderr.write(`\r${done} of ${total} schedules, ${rate} a second `);
  };
};

const searchAll = async (options: Extract<Options, { task: 'search' }>): Promise<number> => {
  const begun = performance.now();
  const crew = startCrew({ ...options, progress: progressLine(options.schedules) });
  const timer = Number.isFinite(options.seconds) ? setTimeout(crew.stop, 1_000 * options.seconds) : undefined;
  process.once('SIGINT', crew.stop);
  const found = await crew.result;
  clearTimeout(timer);
  process.stderr.write('\n');
  say(searchReport(found, (performance.now() - begun) / 1_000));
  const isShort = found.schedules < options.atLeast;
  if (isShort) say([`Fewer than the ${options.atLeast} schedules that were asked for.`]);
  if (found.broken === undefined) return isShort ? 1 : 0;
  say(['']);
  await explain(found.broken.seed);
  return 1;
};

/** Every pair, one after the other. */
const exploreAll = async (): Promise<number> => {
  const coverage = emptyCoverage();
  let isBroken = false;
  for (const pair of PAIRS) {
    const { schedules, broken } = await explorePair(pair, coverage);
    say([`${pair.name}: ${schedules} schedules, ${broken === undefined ? 'nothing is broken' : 'broken'}`]);
    if (broken === undefined) continue;
    isBroken = true;
    say([
      ...broken.trace,
      '',
      `Broken: ${broken.violation.invariant}`,
      `        ${broken.violation.detail}`,
      '',
    ]);
  }
  return isBroken ? 1 : 0;
};

const measureOutage = async (seed: number): Promise<number> => {
  const outage = await simulateOutage(seeded(seed));
  say(outageReport(seed, outage));
  return outage.faults.length > 0 || outage.violation !== undefined ? 1 : 0;
};

const run = async (options: Options): Promise<number> => {
  switch (options.task) {
    case 'help':
      say([USAGE]);
      return 0;
    case 'one':
      return replay(options.seed);
    case 'exhaustive':
      return exploreAll();
    case 'outage':
      return measureOutage(options.seed);
    case 'search':
      return searchAll(options);
  }
};

const main = async (): Promise<number> => {
  try {
    return await run(readOptions(process.argv.slice(2), availableParallelism()));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
};

Error.stackTraceLimit = 8;
process.exitCode = await main();
