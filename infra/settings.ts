import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  accounts,
  between,
  days,
  matching,
  names,
  oneOf,
  origins,
  type Reader,
  secretName,
  url,
  yesOrNo,
} from './setting-readers.ts';

/** What a deployment decides: the context of cdk.json, or `-c name=value`. */
export type Settings = {
  /** Which of `environments` this is; the tag `environment` of every resource. */
  environment: string;
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
  /** ARN of the stream of a restored table that takes the place of the stack's; empty: the stack's own. */
  tableStreamArn: string;
  /** Origins whose pages may call the API from a browser; empty: none. */
  allowedOrigins: string[];
  /** The API's own host name, with the ARN of its certificate; both empty: that of API Gateway. */
  domainName: string;
  certificateArn: string;
  /** By tenant: the AWS account whose principals may publish as `provisioning.<tenant>`. */
  provisioningAccounts: Record<string, string>;
  revokeMachineType: 'EXPRESS' | 'STANDARD';
  /** Fixed IPv4 addresses, each with its NAT gateway, from which routers are spoken to; 0: any address of AWS. */
  egressAddresses: number;
  /** Allocations that may run at once, for the sake of NetBox; `unreserved` where the account has no concurrency to reserve. */
  allocateConcurrency: number | 'unreserved';
  /** Requests a second that the API lets in, and twice as many at once; the rest is answered 429. */
  requestsPerSecond: number;
  /** Messages of one queue that may be worked on at once: 2..1000. */
  queueConcurrency: number;
  logRetentionDays: RetentionDays;
  /** Whether table, addresses and logs outlive their stacks, and CloudFormation may not delete the table. */
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

/** The context of a CDK app: the value of a name, undefined where it has none. */
type Context = (name: string) => unknown;

const hostName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)?$/;
const certificate = /^(arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+)?$/;

const stream =
  /^(arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]{3,255}\/stream\/[0-9T:.-]+)?$/;

const READERS: { [K in Exclude<keyof Settings, 'environment'>]: Reader<Settings[K]> } = {
  netboxUrl: url,
  netboxTokenSecret: secretName,
  nasSecretPrefix: secretName,
  spaceId: matching(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z, 0-9 and the hyphen'),
  jwtIssuer: url,
  jwtAudience: names,
  tableStreamArn: matching(stream, 'the ARN of the stream of a table, or empty'),
  allowedOrigins: origins,
  domainName: matching(hostName, 'a host name in lower case, or empty'),
  certificateArn: matching(certificate, 'the ARN of a certificate of ACM, or empty'),
  provisioningAccounts: accounts,
  revokeMachineType: oneOf('EXPRESS', 'STANDARD'),
  egressAddresses: between(0, 2),
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

const none: Reader<string> = () => {
  throw new Error('must be one of environments');
};

type Environments = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A name in `environments` that is no setting would change nothing, and nobody would notice. */
const strangersIn = (environments: Environments): string[] =>
  Object.entries(environments).flatMap(([environment, values]) =>
    Object.keys(values)
      .filter((name) => !(name in READERS))
      .map((name) => `environments.${environment}.${name} is no setting`),
  );

const pairFaults = ({ domainName, certificateArn }: Partial<Settings>): string[] =>
  (domainName === '') === (certificateArn === '') || domainName === undefined || certificateArn === undefined
    ? []
    : ['domainName and certificateArn must both be given, or neither'];

/**
 * Reads all settings from the context: a value of its own before that of the chosen environment in `environments`.
 * Throws one Error that names every setting that is wrong and what it must be.
 */
export const readSettings = (context: Context): Settings => {
  const environments = (context('environments') ?? {}) as Environments;
  const faults: string[] = strangersIn(environments);

  const read = <T>(name: string, value: unknown, reader: Reader<T>): T | undefined => {
    try {
      return reader(value);
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}; it is ${JSON.stringify(value) ?? 'not set'}`);
      return undefined;
    }
  };

  const known = Object.keys(environments);
  const environment = read('environment', context('environment'), known.length > 0 ? oneOf(...known) : none);
  const ofEnvironment = environments[environment ?? ''] ?? {};
  const entries = Object.entries(READERS).map(
    ([name, reader]) => [name, read<unknown>(name, context(name) ?? ofEnvironment[name], reader)] as const,
  );
  const settings: Partial<Settings> = { ...Object.fromEntries(entries), ...(environment && { environment }) };
  faults.push(...pairFaults(settings));
  if (faults.length === 0) return settings as Settings;
  const list = faults.map((fault) => `  ${fault}`).join('\n');
  throw new Error(`The context of the CDK app is wrong (cdk.json, or -c name=value):\n${list}`);
};
