import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Ledger, measureLedger } from '../../bench/cost/ledger.ts';
import { costFaults } from '../../bench/cost/limits.ts';
import { between, ledgerMarkdown, naiveMarkdown, pricesMarkdown } from '../../bench/cost/markdown.ts';
import { naivePositions } from '../../bench/cost/naive.ts';
import { LIFECYCLE, OPERATIONS, type Operation } from '../../bench/cost/operations.ts';
import { ITEMS } from '../../bench/cost/prices.ts';
import { type Comparison, comparisonOf, comparisonsOf } from '../../bench/cost/report.ts';
import { type Recounted, recountWrites } from '../support/recounted-writes.ts';

let ledger: Ledger;
let recounted: Recounted[];
let compared: (operation: Comparison['operation']) => Comparison;

const ownUnits = (operation: Operation) =>
  ledger.rows.find((row) => row.operation === operation)?.ownWriteUnits;

beforeAll(async () => {
  const recount = recountWrites();
  ledger = await measureLedger();
  recount.release();
  recounted = recount.recounted;
  const all = comparisonsOf(ledger);
  compared = (operation) => comparisonOf(all, operation);
});

describe('the ledger', () => {
  test('has a row for every operation', () => {
    expect(ledger.rows.map(({ operation }) => operation)).toEqual(OPERATIONS);
  });

  test('counts write units as AWS does, by the sizes of the items before and after each write', () => {
    expect(recounted.length).toBeGreaterThan(30);
    expect(new Set(recounted.map(({ command }) => command))).toContain('TransactWriteCommand');
    expect(recounted.filter(({ engine, rule }) => engine !== rule)).toEqual([]);
  });

  test('a transition is three units at most, a revoke a twentieth of the naive one, a lifecycle a tenth', () => {
    expect(costFaults(ledger)).toEqual([]);
  });

  test.each(['activate', 'activate with CoA', 'suspend', 'resume', 'revoke'] as const)(
    '%s is seen to write more than three units',
    (operation) => {
      expect(ownUnits(operation)).toBeGreaterThan(0);
      const heavy = ledger.rows.map((row) =>
        row.operation === operation ? { ...row, ownWriteUnits: 4 } : row,
      );
      expect(costFaults({ ...ledger, rows: heavy })).toEqual([
        `${operation} is a write of 4 units; 3 is the most.`,
      ]);
    },
  );

  test('a revoke and a lifecycle are seen to cost more than they may', () => {
    const dear = ledger.rows.map((row) => ({
      ...row,
      counts: { ...row.counts, writeUnits: 20 + (row.counts.writeUnits ?? 0) },
    }));
    expect(costFaults({ ...ledger, rows: dear })).toEqual([
      expect.stringMatching(/^A revoke with Disconnect costs .* 0\.05 is the most/),
      expect.stringMatching(/^A lifecycle costs .* 0\.1 is the most/),
    ]);
  });

  test('a read writes nothing, and a pass of the sweeper with nothing to do neither', () => {
    for (const operation of ['status', 'stats', 'sweep'] as const) {
      expect(compared(operation).counts.writeUnits ?? 0).toBe(0);
    }
  });
});

describe('the cost page', () => {
  const page = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
  /** The cells of a table's rows, by their first one. */
  const rowsIn = (text: string) =>
    new Map(
      text
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .map(([, name = '', ...cells]) => [name, cells] as const),
    );

  test('has every price and every position of the naive design, as `npm run bench:cost -- --write` writes them', () => {
    expect(between(page, 'prices', pricesMarkdown())).toBe(page);
    expect(between(page, 'naive', naiveMarkdown())).toBe(page);
  });

  test('says what the ledger says: units exactly, and dollars to a tenth', () => {
    const shown = rowsIn(page.slice(0, page.indexOf('<!-- ledger:end -->')));
    const measured = rowsIn(ledgerMarkdown(ledger));
    expect([...shown.keys()]).toEqual([...measured.keys()]);
    for (const [operation, cells] of measured) {
      const [own, units] = shown.get(operation) ?? [];
      expect({ operation, own, units }).toEqual({ operation, own: cells[0], units: cells[1] });
      const [dollars, really] = [shown.get(operation)?.[6], cells[6]].map(Number);
      if (operation !== '' && operation !== '---') {
        expect({ operation, off: Math.abs(Number(dollars) / Number(really) - 1) < 0.1 }).toEqual({
          operation,
          off: true,
        });
      }
    }
  });
});

describe('the naive design', () => {
  test('says why for each of its positions, and has one for every step of a lifecycle', () => {
    const positions = OPERATIONS.flatMap((operation) => naivePositions(operation) ?? []);
    expect(positions.filter(({ why }) => why.length < 10)).toEqual([]);
    expect(LIFECYCLE.filter((operation) => naivePositions(operation) === undefined)).toEqual([]);
  });

  test('and ours together have a use for every price', () => {
    const { counts, naive } = compared('lifecycle');
    const charged = Object.keys({ ...counts, ...naive });
    // Read at most once a minute: none fell into the second minute.
    expect(ITEMS.filter((item) => !charged.includes(item))).toEqual(['secretCalls']);
  });
});
