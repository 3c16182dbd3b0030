import { type Stretch, stretchText } from '../support/outage-figures.ts';
import { type CoverageReport, coverageReport } from './coverage.ts';
import { FATES } from './fates.ts';
import type { SimulatedOutage } from './outage.ts';
import type { Found } from './search.ts';
import type { Shrunken } from './shrink.ts';

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

const DAY = 86_400_000;

const spelled = (milliseconds: number): string => `${grouped(milliseconds / DAY)} days`;

const callTable = ({ byCall }: CoverageReport): string[] => {
  const calls = [...byCall].sort(([a], [b]) => (a < b ? -1 : 1));
  return calls.map(([call, fates]) => {
    const counts = FATES.flatMap((fate) =>
      fates.has(fate) ? [`${fate} ${grouped(fates.get(fate) ?? 0)}`] : [],
    );
    return `  ${call.padEnd(36)} ${counts.join(', ')}`;
  });
};

/** How many of the least seen and of the never seen are named. */
const FEW = 10;

/** What a search found, in lines. `seconds` is the real time that it took. */
export const searchReport = (found: Found, seconds: number): string[] => {
  const report = coverageReport(found.coverage);
  const { schedules, steps, virtual, broken } = found;
  const rarest = report.rarest.map(([name, count]) => `${name} (${grouped(count)})`);
  const missing = report.missing.slice(0, FEW);
  return [
    'Port calls by fate:',
    ...callTable(report),
    `Coverage: ${report.seen} of ${report.possible} possible (state, action, fault); never seen, ${report.missing.length} in all: ${missing.join('; ') || 'none'}`,
    `Least seen: ${rarest.join('; ')}`,
    `Time: ${spelled(virtual)} of virtual time in ${seconds.toFixed(1)} s, ${grouped(virtual / 1_000 / seconds)} to 1`,
    `${grouped(schedules)} schedules, ${grouped(steps)} port calls, ${grouped(schedules / seconds)} schedules a second, ${broken === undefined ? 0 : 1} violations`,
  ];
};

/** A broken invariant: its short story, and how to see all of it. */
export const violationReport = (seed: number, shrunken: Shrunken): string[] => [
  ...shrunken.trace,
  '',
  `Broken: ${shrunken.violation.invariant}`,
  `        ${shrunken.violation.detail}`,
  `Seed ${seed}; the trace above needs ${shrunken.decisions.filter((each) => each > 0).length} of its ${shrunken.from} decisions (${shrunken.runs} runs to find out).`,
  `Replay it whole: npm run simulate -- --seed ${seed}`,
];

/** What an outage of NetBox came to, in lines. */
export const outageReport = (seed: number, { stretches, faults, violation }: SimulatedOutage): string[] => {
  const [normal] = stretches as [Stretch];
  return [
    `Two hours of load, seed ${seed}; the requests that reach NetBox:`,
    ...stretches.map((each) => `  ${stretchText(each, normal)}`),
    ...(violation === undefined ? [] : [`Broken: ${violation.invariant}`, `        ${violation.detail}`]),
    ...(faults.length === 0 ? ['No more than it may cost.'] : faults),
  ];
};
