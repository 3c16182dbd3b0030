import {
  ConditionalCheckFailedException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

const answered = (httpStatusCode: number) => ({
  message: 'as the table says it',
  $metadata: { httpStatusCode },
});

/** A write that meets another on the same item: the embedded engine never produces it. */
export const conflict = () => new TransactionConflictException(answered(400));

/** What passes by itself, by name. */
export const PASSING = {
  'a conflict': conflict,
  'a throttled table': () => new ProvisionedThroughputExceededException(answered(400)),
  'a throttled account': () => new ThrottlingException({ ...answered(400) }),
  'a failing table': () => new InternalServerError(answered(500)),
  'a broken connection': () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  'a name that is not resolved': () =>
    Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }),
} satisfies Record<string, () => Error>;

/** A single write that its condition refused; the item arrives marshalled. */
export const refusedWith = (item: object | undefined) =>
  new ConditionalCheckFailedException({
    ...answered(400),
    ...(item === undefined ? {} : { Item: marshall(item, { removeUndefinedValues: true }) }),
  });

/** A transaction that was cancelled: one reason for each of its items, with the item where its condition refused. */
export const cancelledBy = (...reasons: readonly ({ code: string; item?: object } | undefined)[]) =>
  new TransactionCanceledException({
    ...answered(400),
    CancellationReasons: reasons.map((reason) =>
      reason === undefined
        ? { Code: 'None' }
        : {
            Code: reason.code,
            ...(reason.item === undefined ? {} : { Item: marshall(reason.item) }),
          },
    ),
  });

/** The reason of a condition that did not hold. */
export const refused = (item?: object) => ({
  code: 'ConditionalCheckFailed',
  ...(item === undefined ? {} : { item }),
});
