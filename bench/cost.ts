import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Ledger, measureLedger } from './cost/ledger.ts';
import { costFaults } from './cost/limits.ts';
import { between, ledgerMarkdown, naiveMarkdown, pollsMarkdown, pricesMarkdown } from './cost/markdown.ts';
import { deployedTemplates, type Monthly, monthlyOf, monthlyText, NAIVE_MONTHLY } from './cost/monthly.ts';
import { PRICES, PRICES_AS_OF } from './cost/prices.ts';
import { comparisonsOf, naiveTable, reportText } from './cost/report.ts';
import { limitsHeld } from './limits-held.ts';

const HELP = `Usage: npm run bench:cost [-- --json | --naive | --write]

Takes subscribers through every operation in the local runtime, counts what AWS would charge for, and prints it beside
a naive design of the same job: for each operation, for a million lifecycles, and for a month of doing nothing.

  --json    one JSON object, nothing else
  --naive   the naive design's positions, each with its reason
  --write   writes the figures into docs/cost.md
  --help    this text

Exit code 1: a simple transition writes more than three units, a revoke with Disconnect costs more than a twentieth of
the naive one, or a lifecycle more than a tenth.
`;

const PAGE = new URL('../docs/cost.md', import.meta.url);

const write = (ledger: Ledger): void => {
  const blocks = {
    ledger: ledgerMarkdown(ledger),
    polls: pollsMarkdown(ledger),
    naive: naiveMarkdown(),
    prices: pricesMarkdown(),
  };
  const page = Object.entries(blocks).reduce(
    (text, [name, block]) => between(text, name, block),
    readFileSync(PAGE, 'utf8'),
  );
  writeFileSync(PAGE, page);
};

const asJson = (ledger: Ledger, monthly: Monthly): string =>
  JSON.stringify(
    {
      pricesAsOf: PRICES_AS_OF,
      prices: PRICES,
      operations: comparisonsOf(ledger),
      calls: Object.fromEntries(ledger.rows.map(({ operation, calls }) => [operation, calls])),
      monthly,
      naiveMonthly: NAIVE_MONTHLY,
    },
    null,
    2,
  );

const OPTIONS = {
  json: { type: 'boolean' },
  naive: { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(HELP);
  if (values.naive) return void process.stdout.write(`${naiveTable()}\n`);
  const ledger = await measureLedger();
  if (values.write) return write(ledger);
  const monthly = monthlyOf(deployedTemplates(), ledger.metrics);
  const text = values.json ? `${asJson(ledger, monthly)}\n` : reportText(ledger, monthlyText(monthly));
  process.stdout.write(text);
  limitsHeld(costFaults(ledger));
};

await main();
