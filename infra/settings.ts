import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What a deployment decides: the context of cdk.json, or `-c name=value`. */
export type Settings = {
  /** http(s) URL of NetBox, as functions reach it. */
  netboxUrl: string;
  /** Name of the secret that holds the NetBox token; it is not created here. */
  netboxTokenSecret: string;
  /** Prefix of the names of NAS secrets. */
  nasSecretPrefix: string;
  /** The id of NetBox's address space: never changed once prefixes are claimed. */
  spaceId: string;
  /** http(s) URL of the OpenID issuer, exactly as in the tokens' `iss`. */
  jwtIssuer: string;
  /** Audiences of which a token must name one. */
  jwtAudience: string[];
  /** By tenant: the AWS account whose principals may publish as `provisioning.<tenant>`. */
  provisioningAccounts: Record<string, string>;
  revokeMachineType: 'EXPRESS' | 'STANDARD';
  /** Allocations that may run at once, for the sake of NetBox; `unreserved` where the account has no concurrency to reserve. */
  allocateConcurrency: number | 'unreserved';
  /** Requests a second that the API lets in, and twice as many at once; the rest is answered 429. */
  requestsPerSecond: number;
  /** Messages of one queue that may be worked on at once: 2..1000. */
  queueConcurrency: number;
  logRetentionDays: RetentionDays;
  /** Whether CloudFormation may not delete the table. */
  deletionProtection: boolean;
  /** Whether there is an ops stack: alarms, dashboard, archive, budget. */
  operations: boolean;
  /** Where alarms are mailed to; empty: nowhere. */
  alarmEmail: string;
  /** The account's costs in a month, in USD, at which the alarms' topic is told; 0: never. */
  monthlyBudgetUsd: number;
  /** Whose credentials deploy: those of the roles that `cdk bootstrap` made, or those of the command line itself. */
  deployAs: 'BOOTSTRAP' | 'CALLER';
};

/** Reads one setting; throws an Error that says what it should be. */
type Reader<T> = (value: unknown) => T;

const must = (be: string): never => {
  throw new Error(`must be ${be}`);
};

const matching =
  (shape: RegExp, description: string): Reader<string> =>
  (value) =>
    typeof value === 'string' && shape.test(value) ? value : must(description);

const url = matching(/^https?:\/\/[^/\s?#]+(\/[^\s?#]*)?$/, 'an http or https URL without query');
const secretName = matching(/^[A-Za-z0-9/_+=.@-]{1,256}$/, 'the name of a secret');

const oneOf =
  <T extends string>(...words: T[]): Reader<T> =>
  (value) =>
    words.find((word) => word === value) ?? must(words.join(' or '));

const between =
  (low: number, high: number): Reader<number> =>
  (value) => {
    const number = Number(value);
    return Number.isInteger(number) && number >= low && number <= high
      ? number
      : must(`a whole number from ${low} to ${high}`);
  };

const list: Reader<string[]> = (value) => {
  const items = (Array.isArray(value) ? value : String(value ?? '').split(',')).map((item) =>
    String(item).trim(),
  );
  return items.length > 0 && items.every(Boolean) ? items : must('one or more names, separated by commas');
};

const accounts: Reader<Record<string, string>> = (value) => {
  const map: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  const entries = Object.entries((map ?? {}) as Record<string, unknown>);
  const fits = entries.every(
    ([tenant, id]) => /^[a-z0-9-]{1,32}$/.test(tenant) && /^\d{12}$/.test(String(id)),
  );
  return fits
    ? Object.fromEntries(entries.map(([tenant, id]) => [tenant, String(id)]))
    : must('an object of tenant ids and account ids of 12 digits');
};

const days: Reader<RetentionDays> = (value) => {
  const known = Object.values(RetentionDays).filter((one) => typeof one === 'number');
  const number = Number(value);
  return known.includes(number) ? number : must(`a retention of CloudWatch Logs: ${known.join(', ')}`);
};

const yesOrNo: Reader<boolean> = (value) => oneOf('true', 'false')(String(value)) === 'true';

const READERS: { [K in keyof Settings]: Reader<Settings[K]> } = {
  netboxUrl: url,
  netboxTokenSecret: secretName,
  nasSecretPrefix: secretName,
  spaceId: matching(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z, 0-9 and the hyphen'),
  jwtIssuer: url,
  jwtAudience: list,
  provisioningAccounts: accounts,
  revokeMachineType: oneOf('EXPRESS', 'STANDARD'),
  allocateConcurrency: (value) => (value === 'unreserved' ? value : between(1, 1000)(value)),
  requestsPerSecond: between(1, 10_000),
  queueConcurrency: between(2, 1000),
  logRetentionDays: days,
  deletionProtection: yesOrNo,
  operations: yesOrNo,
  alarmEmail: matching(/^([^@\s]+@[^@\s]+)?$/, 'an e-mail address, or empty'),
  monthlyBudgetUsd: between(0, 1_000_000),
  deployAs: oneOf('BOOTSTRAP', 'CALLER'),
};

/** Reads all settings from the context. Throws one Error that names every setting that is wrong and what it must be. */
export const readSettings = (context: (name: string) => unknown): Settings => {
  const faults: string[] = [];
  const entries = Object.entries(READERS).map(([name, read]) => {
    const value = context(name);
    try {
      return [name, read(value)] as const;
    } catch (error) {
      faults.push(`  ${name} ${(error as Error).message}; it is ${JSON.stringify(value) ?? 'not set'}`);
      return [name, undefined] as const;
    }
  });
  if (faults.length === 0) return Object.fromEntries(entries) as Settings;
  throw new Error(`The context of the CDK app is wrong (cdk.json, or -c name=value):\n${faults.join('\n')}`);
};
