import { parseArgs } from 'node:util';
import { measureLedger } from './cost/ledger.ts';
import { deployedTemplates, monthlyOf, monthlyText, NAIVE_MONTHLY } from './cost/monthly.ts';
import { PRICES, PRICES_AS_OF } from './cost/prices.ts';
import { comparisonsOf, naiveTable, reportText } from './cost/report.ts';

const HELP = `Usage: npm run bench:cost [-- --json | --naive]

Takes subscribers through every operation in the local runtime, counts what AWS would charge for, and prints it beside
a naive design of the same job: for each operation, for a million lifecycles, and for a month of doing nothing.

  --json    one JSON object, nothing else
  --naive   the naive design's positions, each with its reason
  --help    this text
`;

const main = async (): Promise<void> => {
  const options = {
    json: { type: 'boolean' },
    naive: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  if (values.naive) return void process.stdout.write(`${naiveTable()}\n`);
  const ledger = await measureLedger();
  const monthly = monthlyOf(deployedTemplates(), ledger.metrics);
  if (!values.json) return void process.stdout.write(reportText(ledger, monthlyText(monthly)));
  const report = {
    pricesAsOf: PRICES_AS_OF,
    prices: PRICES,
    operations: comparisonsOf(ledger),
    calls: Object.fromEntries(ledger.rows.map(({ operation, calls }) => [operation, calls])),
    monthly,
    naiveMonthly: NAIVE_MONTHLY,
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
};

await main();
