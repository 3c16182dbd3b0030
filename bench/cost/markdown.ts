import type { Ledger } from './ledger.ts';
import { naivePositions, POLLS } from './naive.ts';
import { OPERATIONS } from './operations.ts';
import { PRICES } from './prices.ts';
import { type Comparison, comparisonOf, comparisonsOf } from './report.ts';

const rowOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [rowOf(head), rowOf(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(rowOf)].join('\n');

const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '-';

/** The ledger as the cost page shows it. */
export const ledgerMarkdown = (ledger: Ledger): string => {
  const own = (operation: Comparison['operation']): number | undefined =>
    ledger.rows.find((row) => row.operation === operation)?.ownWriteUnits;
  const rows = comparisonsOf(ledger).map(({ operation, counts, usd, naiveUsd, ratio }) => [
    operation,
    fixed(own(operation), 0),
    fixed(counts.writeUnits ?? 0, 1),
    fixed(counts.readUnits ?? 0, 1),
    fixed(counts.invocations ?? 0, 0),
    fixed(counts.events ?? 0, 0),
    fixed(1e9 * (counts.loggedGb ?? 0), 0),
    fixed(usd, 1),
    fixed(naiveUsd, 1),
    fixed(ratio, 3),
  ]);
  const head = [
    '',
    'WRU of the call',
    'WRU',
    'RRU',
    'functions',
    'events',
    'log, bytes',
    'USD',
    'naive',
    'ratio',
  ];
  return tableOf(head, rows);
};

/** The ratios if the naive machine asked more or less often. */
export const pollsMarkdown = (ledger: Ledger): string => {
  const rows = [1, 2, 3, POLLS, 12].map((polls) => {
    const all = comparisonsOf(ledger, polls);
    const [revoke, lifecycle] = (['revoke with Disconnect', 'lifecycle'] as const).map((operation) =>
      fixed(comparisonOf(all, operation).ratio, 3),
    );
    return [String(polls), revoke ?? '', lifecycle ?? ''];
  });
  return tableOf(['times asked', 'revoke with Disconnect', 'lifecycle'], rows);
};

/** The prices. */
export const pricesMarkdown = (): string =>
  tableOf(
    ['pricing page', 'USD'],
    Object.entries(PRICES).map(([item, { usd, page }]) =>
      item.endsWith('Gb') || item.endsWith('GbSeconds')
        ? [page, `${usd} a ${item.endsWith('Gb') ? 'GB' : 'GB-second'}`]
        : [page, `${Number((usd * 1e6).toFixed(6))} a million`],
    ),
  );

/** The naive design, position by position. */
export const naiveMarkdown = (): string =>
  OPERATIONS.flatMap((operation) => {
    const positions = naivePositions(operation);
    if (positions === undefined || ['activate', 'resume', 'stats'].includes(operation)) return [];
    const several = new Map<string, { line: string; times: number }>();
    for (const { what, counts, why } of positions) {
      const items = Object.entries(counts).map(([item, count]) => `${item} ${Number(count.toPrecision(3))}`);
      const line = `${what}: ${items.join(', ')} (${why})`;
      several.set(line, { line, times: (several.get(line)?.times ?? 0) + 1 });
    }
    const lines = [...several.values()].map(
      ({ line, times }) => `- ${times > 1 ? `${times} times ` : ''}${line}`,
    );
    return [`**${operation}**`, lines.join('\n')];
  }).join('\n\n');

/** Puts a text between the two markers of this name. Throws where the page has no such markers. */
export const between = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no ${begin} … ${end}.`);
  return `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`;
};
