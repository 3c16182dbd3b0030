import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type CloudParts, queueByArn, type Resolved } from './cloud-parts.ts';
import { localClientConfig } from './dynamo-engine.ts';
import { eventPattern } from './event-pattern.ts';
import { consumeQueue, type QueueConsumer } from './queue-consumer.ts';
import { functionArn } from './resource-identities.ts';
import type { SavedMap } from './saved-json.ts';
import { pollStream, type StreamPoller } from './stream-poller.ts';
import { type Checkpoint, type StreamStart, streamReader } from './stream-reader.ts';

/** Where streams are read: `arns` leads from the template's stream ARNs to those of the engine. */
export type StreamSource = {
  endpoint: string;
  arns: ReadonlyMap<string, string>;
  checkpoints: SavedMap<Checkpoint>;
};

/** The event source mappings at work. */
export type Mappings = { consumers: QueueConsumer[]; pollers: StreamPoller[] };

/** Lambda begins with five pollers of a queue; more do not help on one machine. */
const DEFAULT_CONCURRENCY = 5;

type Filter = { Filters?: { Pattern: string }[] };

/** Starts the event source mappings of the template. Throws on a source that is neither a queue nor a stream. */
export const startMappings = (parts: CloudParts, streams: StreamSource): Mappings => {
  const consumers: QueueConsumer[] = [];
  const pollers: StreamPoller[] = [];
  for (const mapping of parts.ofType('AWS::Lambda::EventSourceMapping')) {
    const arn = String(mapping.properties.EventSourceArn);
    if (arn.includes(':sqs:')) consumers.push(queueConsumer(mapping, arn, parts));
    else pollers.push(streamPoller(mapping, streams, parts));
  }
  return { consumers, pollers };
};

const invoker = ({ properties }: Resolved, { functions }: CloudParts) => {
  const arn = functionArn(String(properties.FunctionName));
  return (event: unknown) => functions.invoke(arn, event);
};

const reportsFailures = ({ properties }: Resolved): boolean =>
  ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');

const queueConsumer = (mapping: Resolved, arn: string, parts: CloudParts): QueueConsumer => {
  const { BatchSize = 10, ScalingConfig, FilterCriteria } = mapping.properties;
  if (FilterCriteria !== undefined) throw new Error(`The mapping of ${arn} has a filter: only streams may.`);
  const { MaximumConcurrency = DEFAULT_CONCURRENCY } = (ScalingConfig ?? {}) as {
    MaximumConcurrency?: number;
  };
  return consumeQueue(queueByArn(parts.queues, arn), {
    batchSize: Number(BatchSize),
    maxConcurrency: MaximumConcurrency,
    reportBatchItemFailures: reportsFailures(mapping),
    invoke: invoker(mapping, parts),
    onFailure: parts.onFailure,
  });
};

const streamPoller = (mapping: Resolved, streams: StreamSource, parts: CloudParts): StreamPoller => {
  const { resource, properties } = mapping;
  const StreamArn = streams.arns.get(String(properties.EventSourceArn));
  if (StreamArn === undefined)
    throw new Error(`${resource.logicalId} reads ${properties.EventSourceArn}, which is no stream.`);
  const id = `${resource.stack}/${resource.logicalId}`;
  const start = streams.checkpoints.get(id) ?? (String(properties.StartingPosition) as StreamStart);
  const client = new DynamoDBStreamsClient(localClientConfig(streams.endpoint));
  const settings = {
    batchSize: Number(properties.BatchSize ?? 100),
    filter: filterOf(properties.FilterCriteria as Filter | undefined),
    bisectBatchOnFunctionError: properties.BisectBatchOnFunctionError === true,
    reportBatchItemFailures: reportsFailures(mapping),
    maximumRetryAttempts: retriesOf(properties.MaximumRetryAttempts),
    invoke: invoker(mapping, parts),
    onFailure: parts.onFailure,
    onCheckpoint: (checkpoint: Checkpoint) => streams.checkpoints.set(id, checkpoint),
  };
  return pollStream(streamReader({ client, StreamArn }, start), settings, parts.timeline);
};

/** A record passes where any of the filters matches. */
const filterOf = (criteria: Filter | undefined) => {
  const filters = (criteria?.Filters ?? []).map(({ Pattern }) => eventPattern(JSON.parse(Pattern)));
  return filters.length === 0 ? undefined : (event: unknown) => filters.some((matches) => matches(event));
};

/** -1 and nothing both mean for ever. */
const retriesOf = (attempts: unknown): number | undefined =>
  attempts === undefined || attempts === -1 ? undefined : Number(attempts);
