/** What an item costs: USD for one of it, and the AWS pricing page that says so. */
type Price = { usd: number; page: string };

/** On-demand list prices of us-east-1 without free tiers or discounts, first tier of each, as of this month. */
export const PRICES_AS_OF = '2026-11';

const MILLION = 1e-6;

/** Everything that AWS charges by use, and what one of it costs. */
export const PRICES = {
  writeUnits: { usd: 0.625 * MILLION, page: 'DynamoDB, on-demand: write request unit' },
  readUnits: { usd: 0.125 * MILLION, page: 'DynamoDB, on-demand: read request unit' },
  httpRequests: { usd: 1 * MILLION, page: 'API Gateway: HTTP API' },
  restRequests: { usd: 3.5 * MILLION, page: 'API Gateway: REST API' },
  invocations: { usd: 0.2 * MILLION, page: 'Lambda: requests' },
  armGbSeconds: { usd: 0.000_013_333_4, page: 'Lambda: duration, Arm' },
  x86GbSeconds: { usd: 0.000_016_666_7, page: 'Lambda: duration, x86' },
  stateTransitions: { usd: 25 * MILLION, page: 'Step Functions: Standard, state transitions' },
  expressRequests: { usd: 1 * MILLION, page: 'Step Functions: Express, requests' },
  expressGbSeconds: { usd: 0.000_016_67, page: 'Step Functions: Express, duration' },
  events: { usd: 1 * MILLION, page: 'EventBridge: custom events' },
  archivedGb: { usd: 0.1, page: 'EventBridge: archive processing' },
  queueRequests: { usd: 0.4 * MILLION, page: 'SQS: standard queue' },
  loggedGb: { usd: 0.5, page: 'CloudWatch: logs, ingestion' },
  secretCalls: { usd: 5 * MILLION, page: 'Secrets Manager: API calls' },
  traces: { usd: 5 * MILLION, page: 'X-Ray: traces recorded' },
} as const satisfies Record<string, Price>;

/** Everything that AWS charges by the month whatever is done, and what one of it costs. */
export const MONTHLY_PRICES = {
  customMetrics: { usd: 0.3, page: 'CloudWatch: custom metrics' },
  alarmMetrics: { usd: 0.1, page: 'CloudWatch: standard alarms, for each metric that one watches' },
  compositeAlarms: { usd: 0.5, page: 'CloudWatch: composite alarms' },
  dashboards: { usd: 3, page: 'CloudWatch: dashboards' },
} as const satisfies Record<string, Price>;

/** What is charged by use. */
export type Item = keyof typeof PRICES;

/** How much of each item; what is absent is none. */
export type Counts = Partial<Record<Item, number>>;

/** The items, in the order in which they are shown. */
export const ITEMS = Object.keys(PRICES) as Item[];

/** The sum of several counts. */
export const sumOf = (all: readonly Counts[]): Counts => {
  const sum: Counts = {};
  for (const counts of all) {
    for (const item of ITEMS) if (counts[item]) sum[item] = (sum[item] ?? 0) + counts[item];
  }
  return sum;
};

/** So many times these counts. */
export const times = (factor: number, counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).map(([item, count]) => [item, factor * count]));

/** What these counts cost, in USD. */
export const usdOf = (counts: Counts): number =>
  ITEMS.reduce((sum, item) => sum + (counts[item] ?? 0) * PRICES[item].usd, 0);
