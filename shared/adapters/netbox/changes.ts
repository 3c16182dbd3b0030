import type { NetBox, NetBoxChange, NetBoxPrefix, Withdrawal } from '../../usecases/netbox.ts';
import { CLAIM_FIELD, LEASE_FIELD } from './fields.ts';
import type { NetBoxHttp } from './http.ts';
import { readPrefixObject } from './prefix-object.ts';
import type { NetBoxAnswer } from './read-answer.ts';
import { refusal } from './read-body.ts';

type Answered = Extract<NetBoxAnswer, { kind: 'answered' }>;

const readAnswered = (answer: Answered, isDone: (answer: Answered) => boolean): NetBoxChange => {
  if (isDone(answer)) return { outcome: 'done' };
  if (answer.status === 404) return { outcome: 'gone' };
  if (answer.status === 412) return { outcome: 'changed' };
  if (answer.status >= 400) return { outcome: 'refused', reason: refusal(answer) };
  return { outcome: 'unknown', reason: `NetBox answered ${answer.status} without the change` };
};

const readChange = (answer: NetBoxAnswer, isDone: (answer: Answered) => boolean): NetBoxChange => {
  switch (answer.kind) {
    case 'failed':
      return { outcome: 'unknown', reason: answer.reason };
    case 'redirected':
      return { outcome: 'refused', reason: answer.reason };
    case 'answered':
      return readAnswered(answer, isDone);
  }
};

/** NetBox 4.4 drops a custom field that it does not know, and answers 200: the mark must be in the answer. */
const isWithdrawn = (answer: Answered, to: Withdrawal): boolean => {
  if (answer.status !== 200) return false;
  const now = readPrefixObject(answer.body);
  return now?.claim === to.claim && now.lease === undefined && now.status === to.status;
};

const target = ({ id, etag }: NetBoxPrefix) => ({
  path: `api/ipam/prefixes/${id}/`,
  ...(etag === undefined ? {} : { etag }),
});

/**
 * The half of the port that changes and deletes. A DELETE is repeated within its call: 404 after a lost answer is
 * `gone`. A PATCH is not: 412 after a lost answer may be its own success.
 */
export const netboxChanges = (http: NetBoxHttp): Pick<NetBox, 'withdraw' | 'remove'> => ({
  async withdraw(prefix, to) {
    const body = { status: to.status, custom_fields: { [LEASE_FIELD]: null, [CLAIM_FIELD]: to.claim } };
    const answer = await http('withdraw')({ method: 'PATCH', ...target(prefix), body });
    return readChange(answer, (answered) => isWithdrawn(answered, to));
  },

  async remove(prefix) {
    const answer = await http('remove')({ method: 'DELETE', ...target(prefix) });
    return readChange(answer, ({ status }) => status === 204);
  },
});
