import { parseArgs } from 'node:util';
import { seededRandom } from '../linearizability/crowd.ts';
import { heal, wreakHavoc } from './chaos.ts';
import { startLoad, startSweeps } from './drive.ts';
import './moved-date.ts';
import { type Stretch, stretchText } from '../support/outage-figures.ts';
import { measureOutage } from './outage.ts';
import { comeToRest } from './rest.ts';
import { type Stage, startStage } from './stage.ts';
import { faultsAtRest } from './verify.ts';

const HELP = `Usage: npm run soak -- [--minutes N] [--seed N]

Runs Leasehold in a process of its own under a steady load, kills it and restarts it on its data, takes NetBox
and the router away, loses answers and moves the clock; then heals all of it, waits until it has come to rest,
and looks whether anything is lost, doubled, leaked, untrue or untold.

  --minutes N   how long in all, from 3 to 600 (default 3); the rest after hours of load comes on top
  --seed N      what happens when (default: another one each time; it is printed)
  --help        this text

Exit status: 0 all is well, 1 something is wrong: what, and the seed, are printed.
`;

const PROGRESS_MILLISECONDS = 10_000;
/** What the start, the verification and the rest after few minutes of load take; after many it takes as long as it takes. */
const AROUND_SECONDS = 60;
const WARM_UP_SECONDS = 5;

const numberIn = (text: string, name: string, [least, most]: [number, number]): number => {
  if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Error(`${name} takes a whole number from ${least} to ${most}, not "${text}".`);
};

const readCommand = () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help' as const;
  const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000));
  return {
    minutes: numberIn(values.minutes, '--minutes', [3, 600]),
    seed: numberIn(seed, '--seed', [0, 2 ** 31]),
  };
};

const say = (text: string): void => console.log(text);

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const DISASTERS = ['kills', 'NetBox stopped', 'NAS unplugged', 'clock jumps'] as const;

const sayProgress = ({ counts, load, leasehold }: Stage): void =>
  say(
    `  ${counts.of('calls')} calls of ${load.lines.length} subscribers, ${counts.of('retries')} retries, ${counts.of('events: sent')} events; ` +
      DISASTERS.map((name) => `${name} ${counts.of(name)}`).join(', ') +
      (leasehold.isUp() ? '' : '; Leasehold is down'),
  );

const soak = async (stage: Stage, seconds: number): Promise<string[]> => {
  const calls = startLoad(stage);
  const sweeps = startSweeps(stage);
  await pause(WARM_UP_SECONDS);
  const measure = await measureOutage(stage, Math.min(60, Math.max(12, Math.floor(seconds / 15))));
  const [normal] = measure.stretches as [Stretch];
  for (const each of measure.stretches) say(`  NetBox, ${stretchText(each, normal)}`);
  const spent = WARM_UP_SECONDS + 5 * normal.seconds;
  await wreakHavoc(stage, Math.max(20, seconds - spent));
  await calls.stop();
  await sweeps.stop();
  say('Everything is healed; it comes to rest.');
  await heal(stage);
  const unrest = await comeToRest(stage);
  say('Everybody is asked, and all of it compared.');
  return [...measure.faults, ...unrest, ...(await faultsAtRest(stage))];
};

const report = (stage: Stage, begun: number): void => {
  const { counts, leasehold } = stage;
  say(`After ${((performance.now() - begun) / 1000).toFixed(0)} s:`);
  say(`  ${counts.text()}`);
  say(
    `  logged: ${leasehold.heard.errors} errors; requests of NetBox by outcome ${JSON.stringify(leasehold.heard.netboxRequests)}`,
  );
};

const main = async (): Promise<number> => {
  const command = readCommand();
  if (command === 'help') {
    say(HELP);
    return 0;
  }
  const begun = performance.now();
  say(`Soak of ${command.minutes} minutes, seed ${command.seed}.`);
  const stage = await startStage(seededRandom(command.seed));
  const progress = setInterval(() => sayProgress(stage), PROGRESS_MILLISECONDS);
  try {
    const faults = await soak(stage, command.minutes * 60 - AROUND_SECONDS);
    report(stage, begun);
    for (const fault of faults) say(fault);
    say(
      faults.length === 0
        ? 'All is well.'
        : `Something is wrong. Again: npm run soak -- --minutes ${command.minutes} --seed ${command.seed}`,
    );
    return faults.length === 0 ? 0 : 1;
  } finally {
    clearInterval(progress);
    await stage.close();
  }
};

process.exit(await main());
