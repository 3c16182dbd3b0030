/**
 * What cannot be counted on a machine that is not AWS's. All of it holds for both designs alike, so that a wrong number
 * here moves both.
 */

/** How long a function waits for one call, in milliseconds. */
export const WAIT_MS = {
  // "Single-digit millisecond performance" (Amazon DynamoDB developer guide, "What is Amazon DynamoDB?").
  DynamoDB: 5,
  EventBridge: 20,
  'Secrets Manager': 20,
  SFN: 30,
  SQS: 10,
  // An allocation from a pool of 4,096 children (docs/operate.md); everything else that NetBox is asked takes less.
  NetBox: 100,
  /** One exchange with a router. */
  RADIUS: 20,
} as const;

/** A party that a function waits for. */
export type Party = keyof typeof WAIT_MS;

/** Processor time of one warm call on a whole processor, in milliseconds (`npm run bench:size`). */
const WORK_MS = 5;

/** With so much memory a function has a whole processor, and with less that share of one (Lambda developer guide, "Memory"). */
const WHOLE_PROCESSOR_MEGABYTES = 1_769;

/** What the machine itself adds to a state, in milliseconds. */
export const STATE_MS = 10;

/** Express workflows are billed in chunks of so much memory; this machine and its data need one (Step Functions pricing). */
export const EXPRESS_CHUNK_GB = 64 / 1024;

/** Express workflows are billed in steps of so many milliseconds. */
export const EXPRESS_STEP_MS = 100;

/** Calls by whom they wait for. */
export type Waits = Partial<Record<Party, number>>;

/** Milliseconds that Lambda bills for one call of a function of so much memory that waits so often for these. */
export const billedMs = (waits: Waits, memoryMegabytes: number): number =>
  Object.entries(waits).reduce(
    (sum, [party, calls]) => sum + calls * WAIT_MS[party as Party],
    (WORK_MS * WHOLE_PROCESSOR_MEGABYTES) / memoryMegabytes,
  );

/** GB-seconds of one such call. */
export const gbSecondsOf = (waits: Waits, memoryMegabytes: number): number =>
  (billedMs(waits, memoryMegabytes) / 1000) * (memoryMegabytes / 1024);

const REQUEST = '01234567-89ab-cdef-0123-456789abcdef';
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:LeaseholdCore-SuspendPrefix01234567-0123456789ab';
const TRACE =
  'Root=1-01234567-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1;Lineage=1:01234567:0';
const TRACING = { spanId: '0123456789abcdef', type: 'X-Amzn-Trace-Id', value: TRACE };

/** How a function is set to log what Lambda itself has to say of each call. */
export type SystemLog = { format: 'JSON' | 'Text'; isInfo: boolean; isTraced: boolean };

const asJson = (isTraced: boolean): string[] => {
  const tracing = isTraced ? { tracing: TRACING } : {};
  const metrics = { durationMs: 123.456, billedDurationMs: 124, memorySizeMB: 512, maxMemoryUsedMB: 101 };
  const time = '2026-11-24T12:00:00.000Z';
  const start = { requestId: REQUEST, functionArn: ARN, version: '$LATEST', ...tracing };
  const report = { requestId: REQUEST, metrics, ...tracing, status: 'success' };
  return [
    JSON.stringify({ time, type: 'platform.start', record: start }),
    JSON.stringify({ time, type: 'platform.report', record: report }),
  ];
};

const asText = (isTraced: boolean): string[] => {
  const durations =
    'Duration: 123.45 ms\tBilled Duration: 124 ms\tMemory Size: 512 MB\tMax Memory Used: 101 MB\t';
  const trace =
    'XRAY TraceId: 1-01234567-0123456789abcdef01234567\tSegmentId: 0123456789abcdef\tSampled: true\t';
  return [
    `START RequestId: ${REQUEST} Version: $LATEST\n`,
    `END RequestId: ${REQUEST}\n`,
    `REPORT RequestId: ${REQUEST}\t${durations}\n${isTraced ? `${trace}\n` : ''}`,
  ];
};

/** Lambda's own lines of one warm call (Lambda developer guide, "Telemetry API Event schema", "Text log format"). */
export const systemLogBytes = ({ format, isInfo, isTraced }: SystemLog): number => {
  if (format === 'JSON' && !isInfo) return 0;
  const lines = format === 'JSON' ? asJson(isTraced) : asText(isTraced);
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
};
