import { parseArgs } from 'node:util';
import { functionEntries } from '../infra/constructs/function-code.ts';
import { limitsHeld } from './limits-held.ts';
import { makeBundles } from './load/bundles.ts';
import { isHot, loadFaults, worstHotRatio } from './load/hot.ts';
import { type LoadTime, measureLoad } from './load/measure-load.ts';

const HELP = `Usage: npm run bench:load [-- --rounds N] [--with-sdk] [--hot] [--json]

Loads the bundle of every function as it is deployed, and the one that CDK's NodejsFunction makes of the same handler
by default, each in a fresh process, by turns; prints medians in milliseconds of processor time (on a shared machine the
time of the clock says more about the others) and the median ratio of the pairs.

  --rounds N   pairs of each function; 15 unless told
  --with-sdk   compare with the default bundle that has the SDK inside (bundleAwsSDK)
  --hot        only the functions that a lifecycle calls
  --json       one JSON object, nothing else
  --help       this text

Exit code 1: a function that a lifecycle calls takes more than half of its default bundle.
`;

const lineOf = ({ entry, ours, standard, ratio }: LoadTime): string =>
  `${(isHot(entry) ? '* ' : '  ') + entry.padEnd(48)} ${ours.toFixed(1).padStart(7)} ${standard.toFixed(1).padStart(7)} ${ratio.toFixed(2).padStart(6)}\n`;

const OPTIONS = {
  rounds: { type: 'string', default: '15' },
  'with-sdk': { type: 'boolean', default: false },
  hot: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const roundsOf = (text: string): number => {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1) return rounds;
  throw new Error('--rounds is a whole number from 1.');
};

const main = (): void => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(HELP);
  const rounds = roundsOf(values.rounds);
  const say = (text: string): void => void (values.json || process.stdout.write(text));
  const entries = functionEntries().filter((entry) => isHot(entry) || !values.hot);
  const bundles = makeBundles(entries, values['with-sdk']);
  say(`${' '.repeat(50)} ours ms default  ratio\n`);
  const times = entries.map((entry) => {
    const time = measureLoad(entry, bundles, rounds);
    say(lineOf(time));
    return time;
  });
  bundles.remove();
  const worst = worstHotRatio(times);
  say(`* hot; the worst ratio of these is ${worst.toFixed(2)}\n`);
  if (values.json)
    process.stdout.write(`${JSON.stringify({ rounds, times, worstHotRatio: worst }, null, 2)}\n`);
  if (!values['with-sdk']) limitsHeld(loadFaults(times));
};

main();
