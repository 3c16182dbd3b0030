import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { AuthorizeOutcome, Metrics, ProvisioningMessage } from '../../usecases/ports.ts';
import type { SetAside } from '../sqs-set-aside.ts';
import type { ExtendVisibility } from '../sqs-visibility.ts';
import { type AuthorizationMessage, readAuthorization } from './authorization-message.ts';
import {
  type InvocationHandler,
  type InvocationParts,
  type InvocationTime,
  invocation,
} from './invocation.ts';
import { measureOperation } from './measure-operation.ts';
import { readProvisioning } from './provisioning-message.ts';
import { type MessageEnd, sqsBatch } from './sqs-batch.ts';

/** What the consumers of queues need beside their use cases. */
export type QueueHandlerParts = InvocationParts & {
  metrics: Metrics;
  /** The dead-letter queue of the provisioning queue. */
  setAsideMalformed: SetAside;
  /** Of a message of the authorization queue. */
  extendVisibility: ExtendVisibility;
};

type Provision = (message: ProvisioningMessage) => Promise<string>;
type Authorize = (request: AuthorizationMessage & InvocationTime) => Promise<AuthorizeOutcome>;

/** An exchange ends this long before its function is stopped, so that its outcome is still recorded. */
const RECORD_MILLISECONDS = 5_000;

const provision = async (
  message: ProvisioningMessage,
  run: Provision,
  parts: QueueHandlerParts,
): Promise<void> => {
  const { tenantId: tenant, subscriberId: subscriber, id: correlationId, type } = message;
  let outcome = 'refused';
  try {
    outcome = await parts.within({ tenant, subscriber, correlationId }, () =>
      measureOperation(
        { operation: type, tenant, run: () => run(message), outcomeOf: (answer) => answer },
        parts,
      ),
    );
  } finally {
    parts.metrics.count('ProvisioningEvent', { type, outcome });
  }
};

const takeProvisioning = async (
  body: string,
  run: Provision,
  parts: QueueHandlerParts,
): Promise<MessageEnd> => {
  const read = readProvisioning(body, parts.clock());
  if ('message' in read) {
    await provision(read.message, run, parts);
    return 'done';
  }
  const { malformed: reason, type } = read;
  parts.log('error', `A provisioning event is malformed and was set aside. ${reason}`, { type });
  await parts.setAsideMalformed({ body, reason });
  parts.metrics.count('ProvisioningEvent', { type, outcome: 'malformed' });
  return 'done';
};

const takeAuthorization = async (
  message: { body: string; receiptHandle: string },
  run: (request: AuthorizationMessage) => Promise<AuthorizeOutcome>,
  parts: QueueHandlerParts,
): Promise<MessageEnd> => {
  const request = readAuthorization(message.body);
  const { tenantId: tenant, subscriberId: subscriber, authorizationId: correlationId } = request;
  const end = await parts.within({ tenant, subscriber, correlationId }, () =>
    measureOperation(
      {
        operation: 'authorizeSession',
        tenant,
        run: () => run(request),
        outcomeOf: ({ outcome }) => outcome,
      },
      parts,
    ),
  );
  if (end.outcome === 'settled') return 'done';
  await parts.extendVisibility(message.receiptHandle, end.until - parts.clock());
  return 'again';
};

/**
 * Entries of the consumers of queues. `provisioningEvents`: a malformed event goes to the dead-letter queue with its
 * reason, and is done; one that `run` refuses comes back until the queue gives it up, for it may only be early.
 * `authorizationRequests`: where `run` is `busy`, the message stays away until then. Both need
 * ReportBatchItemFailures.
 */
export const queueHandlers = (parts: QueueHandlerParts) => ({
  provisioningEvents: (run: Provision): InvocationHandler<SQSEvent, SQSBatchResponse> =>
    invocation(
      parts,
      sqsBatch(parts, ({ body }) => takeProvisioning(body, run, parts)),
    ),

  authorizationRequests: (run: Authorize): InvocationHandler<SQSEvent, SQSBatchResponse> =>
    invocation(parts, (event: SQSEvent, time) => {
      const deadline = time.deadline - RECORD_MILLISECONDS;
      const batch = sqsBatch(parts, (message) =>
        takeAuthorization(message, (request) => run({ ...request, deadline }), parts),
      );
      return batch(event, time);
    }),
});
