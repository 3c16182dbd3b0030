import { gbSecondsOf, systemLogBytes, type Waits } from './assumptions.ts';
import type { Operation } from './operations.ts';
import { type Counts, sumOf } from './prices.ts';

/** One position of a bill that nobody has run: how much of what, and why it is no more and no less. */
export type Position = { what: string; counts: Counts; why: string };

/** How often the naive machine asks whether the session has ended; the ratio depends on nothing as much as on this. */
export const POLLS = 6;

/** Those of ours (infra/function-list.ts): somebody waits for a request, and for a task nobody. */
const MEGABYTES = { request: 512, task: 256 } as const;

const GB = 1e9;

/** A line of Powertools' Logger as it comes: every key that it adds by itself (Powertools for AWS Lambda, "Logger"). */
const LOG_LINE = JSON.stringify({
  level: 'INFO',
  message: 'Prefix suspended',
  timestamp: '2026-11-24T12:00:00.000Z',
  service: 'ipv6-lifecycle',
  cold_start: false,
  function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:suspend-prefix',
  function_memory_size: '512',
  function_name: 'suspend-prefix',
  function_request_id: '01234567-89ab-cdef-0123-456789abcdef',
  sampling_rate: 0,
  xray_trace_id: '1-01234567-0123456789abcdef01234567',
  subscriberId: 'line-1',
});

/** A line of aws-embedded-metrics with the dimensions that it adds by itself (its README, "Default dimensions"). */
const METRIC_LINE = JSON.stringify({
  LogGroup: 'suspend-prefix',
  ServiceName: 'suspend-prefix',
  ServiceType: 'AWS::Lambda::Function',
  executionEnvironment: 'AWS_Lambda_nodejs24.x',
  memorySize: '512',
  functionVersion: '$LATEST',
  logStreamId: '2026/11/24/[$LATEST]0123456789abcdef0123456789abcdef',
  traceId: 'Root=1-01234567-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
  _aws: {
    Timestamp: 1795521600000,
    CloudWatchMetrics: [
      {
        Dimensions: [['LogGroup', 'ServiceName', 'ServiceType']],
        Metrics: [
          { Name: 'Success', Unit: 'Count' },
          { Name: 'Duration', Unit: 'Milliseconds' },
        ],
        Namespace: 'ipv6-lifecycle',
      },
    ],
  },
  Success: 1,
  Duration: 25,
});

const LOG_LINES = 2;

const logged = (isTraced: boolean): number =>
  LOG_LINES * Buffer.byteLength(LOG_LINE) +
  Buffer.byteLength(METRIC_LINE) +
  systemLogBytes({ format: 'Text', isInfo: true, isTraced });

/** One call of a function: a line when it begins and one when it ends, one of metrics, and Lambda's own in plain text. */
const call = (what: string, waits: Waits, kind: keyof typeof MEGABYTES = 'request'): Position => ({
  what: `Lambda: ${what}`,
  counts: {
    invocations: 1,
    x86GbSeconds: gbSecondsOf(waits, MEGABYTES[kind]),
    loggedGb: logged(true) / GB,
  },
  why: `waits for ${Object.entries(waits)
    .map(([party, calls]) => `${party} ${calls}x`)
    .join(
      ', ',
    )}; x86 is what CDK and SAM take by default; 2 lines of Logger, 1 of metrics, START, END, REPORT`,
});

const request: Position = {
  what: 'REST API, traced',
  counts: { restRequests: 1, traces: 1 },
  why: 'the API of the tutorials; a Cognito authorizer costs nothing a request; one trace goes through all of it',
};

const idempotency: Position = {
  what: 'idempotency table',
  counts: { writeUnits: 2 },
  why: 'Powertools puts INPROGRESS and updates to COMPLETED, 1 KB at most; that TTL deletes it again is free',
};

const readLease: Position = {
  what: 'read the lease',
  counts: { readUnits: 0.5 },
  why: 'GetItem is eventually consistent unless told otherwise; the item has less than 4 KB',
};

const writeLease = (stateIndex: number, prefixIndex: number, why: string): Position => ({
  what: 'write the lease, two indexes of all attributes',
  counts: { writeUnits: 1 + stateIndex + prefixIndex },
  why: `1 for an item of up to 1 KB; by state ${stateIndex}, by prefix ${prefixIndex}: ${why}`,
});

const created = writeLease(1, 1, 'a put into each');
const changed = writeLease(2, 1, 'a new state is a delete and a put, any attribute an update of the other');
const ended = writeLease(2, 1, 'a delete and a put; the prefix is gone: a delete');

const statistics: Position = {
  what: 'statistics table',
  counts: { writeUnits: 1 },
  why: 'one UpdateItem that adds to one counter and takes from the other',
};

const event: Position = {
  what: 'event',
  counts: { events: 1 },
  why: 'PutEvents by the function that made the change; no archive',
};

const transition = (what: string, write: Position, waits: Waits = {}): Position[] => [
  request,
  call(what, { DynamoDB: 5, EventBridge: 1, ...waits }),
  idempotency,
  readLease,
  write,
  statistics,
  event,
];

const states = (what: string, stateTransitions: number, why: string): Position => ({
  what: `Standard workflow: ${what}`,
  counts: { stateTransitions },
  why,
});

/** The machine of the sample project "Job Poller" of Step Functions, with a session in the place of the job. */
const disconnected = (polls: number): Position[] => [
  states('start a Disconnect', 1, '"Submit Job" of the sample'),
  call('send the Disconnect', { RADIUS: 1 }, 'task'),
  states(
    `wait 10 s, ask, choose: ${polls} times`,
    3 * polls,
    '"Wait X Seconds", "Get Job Status", "Job Complete?" of the sample, until the session is seen to have ended',
  ),
  ...Array.from({ length: polls }, () => call('ask whether the session has ended', { DynamoDB: 1 }, 'task')),
  {
    what: 'read the session',
    counts: { readUnits: 0.5 * polls },
    why: 'one eventually consistent GetItem each time',
  },
];

const revoked = (middle: readonly Position[]): Position[] => [
  ...transition('begin the revocation', changed, { SFN: 1 }),
  states('choose whether to disconnect', 1, 'sendDisconnect is the caller’s choice'),
  ...middle,
  states('release the prefix, end the revocation', 2, 'one task each'),
  call('release the prefix', { NetBox: 1 }, 'task'),
  call('end the revocation', { DynamoDB: 3, EventBridge: 1 }, 'task'),
  readLease,
  ended,
  statistics,
  event,
];

/** What the naive design is charged for an operation; undefined where it has nothing to compare. */
export const naivePositions = (operation: Operation, polls = POLLS): readonly Position[] | undefined => {
  switch (operation) {
    case 'allocate':
      return transition('allocate', created, { NetBox: 1 });
    case 'activate with CoA':
      return transition('activate, and send the CoA', changed, { RADIUS: 1 });
    case 'activate':
    case 'suspend':
    case 'resume':
      return transition(operation, changed);
    case 'status':
    case 'stats':
      return [request, call(operation, { DynamoDB: 1 }), readLease];
    case 'revoke':
      return revoked([]);
    case 'revoke with Disconnect':
      return revoked(disconnected(polls));
    case 'provisioned by an event':
      return [event, ...transition('allocate', created, { NetBox: 1 }).filter((one) => one !== request)];
    case 'sweep':
    case 'sweep, for each lease that is due':
      return undefined;
  }
};

/** The sum of an operation's positions. */
export const naiveCounts = (operation: Operation, polls = POLLS): Counts =>
  sumOf((naivePositions(operation, polls) ?? []).map(({ counts }) => counts));

/** Metrics that the default dimensions make: so many by each function that has any. */
export const NAIVE_METRICS = { functions: 10, each: 2 } as const;
