import { expect, test } from '@jest/globals';
import {
  type Admission,
  type CircuitBreaker,
  circuitBreaker,
} from '../../../shared/adapters/netbox/breaker.ts';
import { instantTime } from '../../support/instant-time.ts';

const make = () => {
  const time = instantTime();
  return { time, breaker: circuitBreaker({ clock: time.clock, failures: 3, pauseMilliseconds: 10_000 }) };
};

const admitted = (admission: Admission) => {
  if (!admission.admitted) throw new Error('not admitted');
  return admission;
};

const failTimes = (breaker: CircuitBreaker, times: number): void => {
  for (let count = 0; count < times; count++) admitted(breaker.admit()).report(false);
};

test('stays closed while failures are not in a row', () => {
  const { breaker } = make();
  failTimes(breaker, 2);
  admitted(breaker.admit()).report(true);
  failTimes(breaker, 2);
  expect(breaker.admit().admitted).toBe(true);
});

test('opens after so many failures in a row, and says how long it stays open', () => {
  const { breaker, time } = make();
  failTimes(breaker, 3);
  time.pass(4_000);
  expect(breaker.admit()).toEqual({ admitted: false, retryAfterMilliseconds: 6_000 });
});

test('admits one probe at a time after the pause, and closes when it is answered', () => {
  const { breaker, time } = make();
  failTimes(breaker, 3);
  time.pass(10_000);
  const probe = admitted(breaker.admit());
  expect(breaker.admit()).toEqual({ admitted: false, retryAfterMilliseconds: 10_000 });
  probe.report(true);
  admitted(breaker.admit()).report(true);
  expect(breaker.admit().admitted).toBe(true);
});

test('opens again for a whole pause when the probe fails, and then admits another', () => {
  const { breaker, time } = make();
  failTimes(breaker, 3);
  time.pass(10_000);
  admitted(breaker.admit()).report(false);
  expect(breaker.admit()).toEqual({ admitted: false, retryAfterMilliseconds: 10_000 });
  time.pass(10_000);
  expect(breaker.admit().admitted).toBe(true);
});

test('closes when a request that went out before is answered after all', () => {
  const { breaker } = make();
  const early = admitted(breaker.admit());
  failTimes(breaker, 3);
  early.report(true);
  expect(breaker.admit().admitted).toBe(true);
});
