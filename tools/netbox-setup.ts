import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { netboxHttp } from '../shared/adapters/netbox/http.ts';
import { setUpFields } from '../shared/adapters/netbox/set-up-fields.ts';
import { LeaseholdError } from '../shared/domain/errors.ts';

const HELP = `Usage: NETBOX_TOKEN=... npm run netbox:setup -- [--url URL]

Makes the two custom fields that Leasehold marks its prefixes with, leasehold_lease and
leasehold_claim, and reads them back. What is there already and right is kept; what is there
and wrong is reported with what to do, and nothing is changed. Safe to repeat.

  --url URL     NetBox, such as https://netbox.example.net/ (default: NETBOX_URL)
  --help        this text

  NETBOX_TOKEN  an operator's API token that may view and add custom fields. It is read from
                the environment alone: arguments show in the list of processes.
`;

const USAGE_ERROR = 64;

const readArguments = () => {
  try {
    const { values } = parseArgs({ options: { url: { type: 'string' }, help: { type: 'boolean' } } });
    return values;
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const setUp = async (url: string, token: string): Promise<number> => {
  try {
    const http = netboxHttp({ url, token: async () => token, clock: Date.now, sleep, random: Math.random });
    const { created, kept } = await setUpFields(http('setUpFields'));
    for (const name of created) console.log(`created custom field ${name}`);
    for (const name of kept) console.log(`custom field ${name} is there already, and right`);
    return 0;
  } catch (error) {
    if (!(error instanceof LeaseholdError)) throw error;
    console.error(error.message);
    return 1;
  }
};

const main = (): Promise<number> | number => {
  const given = readArguments();
  if ('fault' in given) {
    console.error(`${given.fault}\n\n${HELP}`);
    return USAGE_ERROR;
  }
  if (given.help) {
    console.log(HELP);
    return 0;
  }
  const url = given.url ?? process.env.NETBOX_URL;
  const token = process.env.NETBOX_TOKEN;
  if (!url || !token) {
    console.error(`${url ? 'NETBOX_TOKEN' : 'NETBOX_URL (or --url)'} is not set.\n\n${HELP}`);
    return USAGE_ERROR;
  }
  return setUp(url, token);
};

process.exitCode = await main();
