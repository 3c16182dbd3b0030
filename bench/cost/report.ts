import { type Ledger, type LedgerRow, lifecycleOf } from './ledger.ts';
import { naiveCounts, naivePositions, POLLS } from './naive.ts';
import { LIFECYCLE, OPERATIONS, type Operation } from './operations.ts';
import { type Counts, ITEMS, type Item, PRICES, sumOf, usdOf } from './prices.ts';

/** An operation in both designs: USD for a million of it; `naive` is undefined where there is nothing to compare. */
export type Comparison = {
  operation: Operation | 'lifecycle';
  counts: Counts;
  naive: Counts | undefined;
  usd: number;
  naiveUsd: number | undefined;
  ratio: number | undefined;
};

const MILLION = 1_000_000;

const compare = (
  operation: Comparison['operation'],
  counts: Counts,
  naive: Counts | undefined,
): Comparison => {
  const usd = MILLION * usdOf(counts);
  const naiveUsd = naive && MILLION * usdOf(naive);
  return { operation, counts, naive, usd, naiveUsd, ratio: naiveUsd && usd / naiveUsd };
};

const naiveLifecycle = (polls: number): Counts =>
  sumOf(LIFECYCLE.map((operation) => naiveCounts(operation, polls)));

const ofRow = ({ operation, counts }: LedgerRow, polls: number): Comparison =>
  compare(operation, counts, naivePositions(operation) && naiveCounts(operation, polls));

/** Every operation beside the naive one, and last a whole lifecycle; `polls` of the naive machine. */
export const comparisonsOf = (ledger: Ledger, polls: number = POLLS): Comparison[] => [
  ...ledger.rows.map((row) => ofRow(row, polls)),
  compare('lifecycle', lifecycleOf(ledger), naiveLifecycle(polls)),
];

/** One of the comparisons. Throws where it is not there. */
export const comparisonOf = (all: readonly Comparison[], operation: Comparison['operation']): Comparison => {
  const found = all.find((each) => each.operation === operation);
  if (found === undefined) throw new Error(`Nothing is known of ${operation}.`);
  return found;
};

type Cell = string | number | undefined;

const shown = (value: Cell, digits: number): string => {
  if (value === undefined) return '-';
  return typeof value === 'string' ? value : value.toFixed(digits);
};

/** Rows of cells as columns of text, the first to the left and the others to the right. */
const columns = (rows: readonly (readonly Cell[])[], digits: readonly number[]): string => {
  const texts = rows.map((row) => row.map((cell, index) => shown(cell, digits[index] ?? 0)));
  const widths = (texts[0] ?? []).map((_, index) =>
    Math.max(...texts.map((row) => (row[index] ?? '').length)),
  );
  const pad = (text: string, index: number) =>
    index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[index] ?? 0);
  return texts.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
};

const operationsTable = (all: readonly Comparison[]): string => {
  const head = ['', 'WRU', 'RRU', 'calls', 'events', 'log bytes', 'USD', 'naive USD', 'ratio'];
  const rows = all.map(({ operation, counts, usd, naiveUsd, ratio }): Cell[] => [
    operation,
    counts.writeUnits ?? 0,
    counts.readUnits ?? 0,
    counts.invocations ?? 0,
    counts.events ?? 0,
    1e9 * (counts.loggedGb ?? 0),
    usd,
    naiveUsd,
    ratio,
  ]);
  return columns([head, ...rows], [0, 1, 1, 1, 1, 0, 2, 2, 3]);
};

/** What two bills consist of, side by side. */
const itemsTable = ({ counts, naive = {} }: Comparison): string => {
  const used = ITEMS.filter((item) => counts[item] || naive[item]);
  const rows = used.map((item): Cell[] => {
    const price = MILLION * PRICES[item].usd;
    return [
      item,
      counts[item] ?? 0,
      price * (counts[item] ?? 0),
      naive[item] ?? 0,
      price * (naive[item] ?? 0),
    ];
  });
  const digitsOf = (item: Item) => (item.endsWith('Gb') ? 7 : 2);
  const texts = rows.map(([item, ours, usd, theirs, theirUsd]): Cell[] => [
    item,
    Number(ours).toFixed(digitsOf(item as Item)),
    usd,
    Number(theirs).toFixed(digitsOf(item as Item)),
    theirUsd,
  ]);
  return columns([['', 'count', 'USD', 'naive', 'USD'], ...texts], [0, 0, 2, 0, 2]);
};

const pollsTable = (ledger: Ledger): string => {
  const rows = [1, 2, 3, POLLS, 12].map((polls): Cell[] => {
    const all = comparisonsOf(ledger, polls);
    const revoke = comparisonOf(all, 'revoke with Disconnect');
    const lifecycle = comparisonOf(all, 'lifecycle');
    return [String(polls), revoke.naiveUsd, revoke.ratio, lifecycle.naiveUsd, lifecycle.ratio];
  });
  return columns([['polls', 'revoke, USD', 'ratio', 'lifecycle, USD', 'ratio'], ...rows], [0, 2, 3, 2, 3]);
};

/** The naive design's positions, operation by operation. */
export const naiveTable = (): string =>
  OPERATIONS.map((operation) => {
    const positions = naivePositions(operation);
    const lines = positions?.map(({ what, counts, why }) => {
      const items = Object.entries(counts).map(([item, count]) => `${item} ${Number(count.toPrecision(3))}`);
      return `  ${what}: ${items.join(', ')}\n    ${why}`;
    });
    return `${operation}\n${lines?.join('\n') ?? '  (nothing to compare)'}`;
  }).join('\n\n');

/** The whole report as text; `monthly` is what is charged whatever happens. */
export const reportText = (ledger: Ledger, monthly: string): string => {
  const all = comparisonsOf(ledger);
  return [
    `For a million of each, at list prices of us-east-1; a lifecycle is ${LIFECYCLE.join(', ')}.`,
    operationsTable(all),
    'A lifecycle, item by item:',
    itemsTable(comparisonOf(all, 'lifecycle')),
    'A revoke with Disconnect, item by item:',
    itemsTable(comparisonOf(all, 'revoke with Disconnect')),
    'What it would be if the naive machine asked so often whether the session has ended:',
    pollsTable(ledger),
    'Every month, whatever is done:',
    monthly,
    '',
  ].join('\n\n');
};
