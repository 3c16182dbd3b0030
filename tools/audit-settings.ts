import { parseArgs } from 'node:util';
import { ENV } from '../shared/contract/env.ts';

/** How `npm run audit` is used. */
export const AUDIT_HELP = `Usage: npm run audit -- [--json] [--settled] [--pause S] [--grace S] [--limit N] [--segments N]

Compares the table, NetBox and the ledger, and prints every difference: whose, which prefix, what is
wrong and what to do, one line each. It writes nothing. What looks wrong is looked at again after a
pause, so what is in motion is no difference. Progress goes to the standard error.

  --json         one JSON object a line: the differences, then the report
  --settled      nothing may be in motion: report what is, too (for a system at rest)
  --pause S      seconds before the second look (default 10)
  --grace S      by how many seconds a deadline may be late (default 900: three runs of the sweeper)
  --limit N      ends after N differences (default 1000)
  --segments N   how many scans of the table run at once (default 4)
  --help         this text

  TABLE_NAME     the table (stack LeaseholdData)
  SPACE_ID       the setting spaceId of the CDK app
  NETBOX_URL     NetBox
  NETBOX_TOKEN   an API token that may view prefixes and custom fields
  AWS_…          region, credentials and endpoints, as the AWS SDK reads them

Exit status: 0 no difference, 1 differences, 2 it could not look at all of it.
`;

/** What an audit was asked for, and where to look. Times in milliseconds. */
export type AuditCommand = {
  json: boolean;
  settled: boolean;
  pauseMilliseconds: number;
  graceMilliseconds: number;
  limit: number;
  segments: number;
  tableName: string;
  spaceId: string;
  netboxUrl: string;
  netboxToken: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

const MOST = 1_000_000;

const numberIn = (text: string, name: string, least: number): number => {
  if (/^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= MOST) return Number(text);
  throw new Error(`${name} takes a whole number from ${least} to ${MOST}, not "${text}".`);
};

const variable = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set.`);
};

/** Reads arguments and environment. Answers `help` where it was asked for; throws an Error on what is wrong. */
export const readAuditCommand = (
  args: readonly string[],
  environment: Environment,
): AuditCommand | 'help' => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      settled: { type: 'boolean', default: false },
      pause: { type: 'string', default: '10' },
      grace: { type: 'string', default: '900' },
      limit: { type: 'string', default: '1000' },
      segments: { type: 'string', default: '4' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  return {
    json: values.json,
    settled: values.settled,
    pauseMilliseconds: 1000 * numberIn(values.pause, '--pause', 0),
    graceMilliseconds: 1000 * numberIn(values.grace, '--grace', 0),
    limit: numberIn(values.limit, '--limit', 1),
    segments: numberIn(values.segments, '--segments', 1),
    tableName: variable(environment, ENV.tableName),
    spaceId: variable(environment, ENV.spaceId),
    netboxUrl: variable(environment, ENV.netboxUrl),
    netboxToken: variable(environment, 'NETBOX_TOKEN'),
  };
};
