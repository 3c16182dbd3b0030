import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { NOON } from './leases.ts';

/** A message as Lambda's mapping of a queue gives it. */
const queueMessage = (messageId: string, body: string): SQSRecord => ({
  messageId,
  receiptHandle: `receipt-of-${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(NOON),
    SenderId: 'events',
    ApproximateFirstReceiveTimestamp: String(NOON),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:queue',
  awsRegion: 'eu-west-1',
});

/** A batch of messages, each with the id `message-<position>`. */
export const batchOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, position) => queueMessage(`message-${position}`, body)),
});

/** A provisioning event as EventBridge writes it into a queue; `over` puts other members over the envelope's. */
export const provisioningBody = (
  type: string,
  detail: Readonly<Record<string, unknown>> = {},
  over: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source: 'provisioning.acme',
    account: '000000000000',
    time: '2026-01-15T11:59:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: { tenantId: 'acme', subscriberId: 'line-1', occurredAt: '2026-01-15T11:59:00.000Z', ...detail },
    ...over,
  });

/** An AuthorizationRequested event as EventBridge writes it into a queue. */
export const authorizationBody = (authorizationId: string): string =>
  JSON.stringify({
    id: 'event-1',
    'detail-type': 'AuthorizationRequested',
    source: 'leasehold',
    detail: {
      id: `${authorizationId}/queued`,
      tenantId: 'acme',
      subscriberId: 'line-1',
      authorizationId,
      status: 'queued',
    },
  });
