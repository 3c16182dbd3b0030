import { expect, test } from '@jest/globals';
import { coaOutcome, disconnectVerdict, isPassing } from '../../shared/domain/verdict.ts';

test('an acknowledged Disconnect confirms that the session is gone', () => {
  expect(disconnectVerdict({ result: 'ack' }, false)).toEqual({ gone: true, result: 'confirmed' });
});

test('no such session means that an earlier Disconnect worked, and is unverified where there was none', () => {
  const answer = { result: 'nak', errorCause: 503 } as const;
  expect(disconnectVerdict(answer, true)).toEqual({ gone: true, result: 'already_gone' });
  expect(disconnectVerdict(answer, false)).toEqual({ gone: true, result: 'already_gone_unverified' });
});

test.each([502, 505, 506])('Error-Cause %i leaves the session alive, and time may mend it', (errorCause) => {
  const verdict = disconnectVerdict({ result: 'nak', errorCause }, true);
  expect(verdict).toEqual({ gone: false, healing: true, detail: `refused with Error-Cause ${errorCause}` });
});

test.each([401, 402, 403, 404, 405, 406, 407, 501, 504, 508])(
  'Error-Cause %i leaves the session alive, and only an operator mends it',
  (errorCause) => {
    const verdict = disconnectVerdict({ result: 'nak', errorCause }, true);
    expect(verdict).toEqual({
      gone: false,
      healing: false,
      detail: `refused with Error-Cause ${errorCause}`,
    });
  },
);

test('a refusal without a cause is for an operator', () => {
  expect(disconnectVerdict({ result: 'nak' }, true)).toEqual({
    gone: false,
    healing: false,
    detail: 'refused without a cause',
  });
});

test.each(['unknown', 'request_initiated'] as const)('%s proves nothing, and time may mend it', (result) => {
  expect(disconnectVerdict({ result }, true)).toMatchObject({ gone: false, healing: true });
});

test('a CoA may be accepted later only where it was refused for want of resources or by a proxy', () => {
  expect([502, 505, 506].map((errorCause) => isPassing({ result: 'nak', errorCause }))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isPassing({ result: 'nak', errorCause: 503 })).toBe(false);
  expect(isPassing({ result: 'nak' })).toBe(false);
  expect(isPassing({ result: 'ack', errorCause: 506 })).toBe(false);
});

test('a CoA is recorded as it was answered', () => {
  expect(coaOutcome({ result: 'nak', errorCause: 503 })).toEqual({ status: 'nak', errorCause: 503 });
  expect(coaOutcome({ result: 'request_initiated' })).toEqual({ status: 'request_initiated' });
});
