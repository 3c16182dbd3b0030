import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explained } from './brute-force.ts';
import { check, type Spec } from './checker.ts';
import type { ApiAnswer, ApiCall } from './lease-atoms.ts';
import { leaseSpec } from './lease-spec.ts';
import type { LeaseState } from './lease-state.ts';
import { BORN, newLife, PREFIX, rightAnswer } from './right-answers.ts';

const spec: Spec<LeaseState, ApiCall> = {
  ...leaseSpec({ timePasses: false, latest: 0 }),
  internal: () => [],
};

type Planned = { action: ApiCall['action']; before: number; after: number; isLost: boolean };

const ACTIONS = ['allocate', 'activate', 'suspend', 'resume', 'revoke', 'status'] as const;

const planned: fc.Arbitrary<Planned> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
  isLost: fc.boolean(),
});

/** Calls that were answered rightly in their order, each with time before and after its effect. */
const recorded = (plans: readonly Planned[]): ApiCall[] => {
  const life = newLife();
  return plans.map(({ action, before, after, isLost }, index) => {
    const answer = rightAnswer(life, action);
    // Ticks of one clock: no two alike.
    const invoked = 100 * (index - before) + 2 * index;
    const done = 100 * (index + after) + 2 * index + 51;
    const call: ApiCall = { id: `c${index}`, action, invoked, answered: done, answer };
    return isLost ? { ...call, answered: Number.POSITIVE_INFINITY, answer: undefined } : call;
  });
};

/** An answer with something of it changed. */
const bent = fc.constantFrom<(answer: ApiAnswer) => ApiAnswer>(
  (answer) => answer,
  (answer) => ({ ...answer, version: (answer.version ?? BORN) + 1 }),
  (answer) => ({ ...answer, version: (answer.version ?? BORN) - 1 }),
  (answer) => ({ ...answer, state: 'active' }),
  (answer) => ({ ...answer, prefix: '2001:db8:0:100::/56' }),
  () => ({ status: 409, code: 'illegal-transition', state: 'revoking' }),
  () => ({ status: 200, state: 'suspended', prefix: PREFIX, version: BORN + 3 }),
);

const histories = fc
  .tuple(fc.array(planned, { minLength: 1, maxLength: 5 }), fc.nat(), bent)
  .map(([plans, which, bend]) => {
    const calls = recorded(plans);
    const at = which % calls.length;
    return calls.map((call, index) =>
      index === at && call.answer !== undefined ? { ...call, answer: bend(call.answer) } : call,
    );
  });

test('on small histories it says what a trial of every order says', () => {
  const verdicts = { true: 0, false: 0 };
  fc.assert(
    fc.property(histories, (calls) => {
      const { linearizable } = check(calls, spec);
      verdicts[`${linearizable}`] += 1;
      expect(linearizable).toBe(explained(calls, spec));
    }),
    { numRuns: Number(process.env.LINEARIZABILITY_RUNS ?? 200) },
  );
  // A generator of nothing but right (or wrong) histories would prove little.
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(20);
});

test('what a right lease answered is explained, however its calls overlapped', () => {
  fc.assert(
    fc.property(fc.array(planned, { minLength: 1, maxLength: 8 }), (plans) => {
      expect(check(recorded(plans), spec).linearizable).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const call = (action: ApiCall['action'], times: [number, number], answer?: ApiAnswer): ApiCall => ({
  id: `${action}-${times[0]}`,
  action,
  invoked: times[0],
  answered: times[1],
  answer,
});
const allocated = { status: 201, state: 'allocated', prefix: PREFIX, version: 11 } as const;
const active = { ...allocated, status: 200, state: 'active', version: 12 } as const;
const closed = { status: 409, code: 'illegal-transition', state: 'active' } as const;
const NEVER = Number.POSITIVE_INFINITY;

test.each<[string, ApiCall[], number]>([
  [
    'a stale read',
    [
      call('allocate', [0, 1], allocated),
      call('activate', [2, 3], active),
      call('status', [4, 5], { ...allocated, status: 200 }),
    ],
    2,
  ],
  [
    'a lost update',
    [call('allocate', [0, 1], allocated), call('activate', [2, 5], active), call('activate', [3, 6], active)],
    2,
  ],
  [
    'an effect of a call that had not begun',
    [
      call('allocate', [0, 1], allocated),
      call('status', [2, 3], { ...active }),
      call('activate', [4, 5], active),
    ],
    1,
  ],
  [
    'a refusal that nothing gave a reason for',
    [call('allocate', [0, 1], allocated), call('activate', [2, 3], closed)],
    1,
  ],
])('%s is found, with the call that nothing explains', (_, calls, wrong) => {
  const verdict = check(calls, spec);
  // What shows a version that is lower later is found before the call that shows it.
  const named = calls.slice(Math.max(0, wrong - 1), wrong + 1);
  expect(verdict).toMatchObject({ linearizable: false });
  expect(named).toContainEqual((verdict as { call?: ApiCall }).call);
  expect(explained(calls, spec)).toBe(false);
});

test('a read that overlaps a change may see it or not', () => {
  const begin = [call('allocate', [0, 1], allocated), call('activate', [2, 6], active)];
  for (const answer of [{ ...allocated, status: 200 }, active]) {
    expect(check([...begin, call('status', [3, 5], answer)], spec).linearizable).toBe(true);
  }
});

test('a call without an answer explains what came of it, and may have had no effect', () => {
  const lost = [call('allocate', [0, 1], allocated), call('activate', [2, NEVER])];
  expect(check([...lost, call('activate', [3, 4], closed)], spec).linearizable).toBe(true);
  expect(check([...lost, call('activate', [3, 4], active)], spec).linearizable).toBe(true);
  const both = [
    ...lost,
    call('activate', [3, 4], active),
    call('status', [5, 6], { ...active, version: 13 }),
  ];
  expect(check(both, spec).linearizable).toBe(false);
});

test('a call without an answer whose process is gone has no effect from then on', () => {
  const lost = { ...call('activate', [2, 3]), answer: undefined };
  const calls = [
    call('allocate', [0, 1], allocated),
    lost,
    call('status', [4, 5], { ...allocated, status: 200 }),
  ];
  expect(check(calls, spec).linearizable).toBe(true);
  expect(check([...calls, call('status', [6, 7], active)], spec).linearizable).toBe(false);
});

test('a repeat under its key gets the first answer, and another key an answer of its own', () => {
  const keyed = (key: string, one: ApiCall): ApiCall => ({ ...one, key });
  const begin = [call('allocate', [0, 1], allocated), keyed('k', call('activate', [2, 3], active))];
  const again = { ...active, replayed: true };
  expect(check([...begin, keyed('k', call('activate', [4, 5], again))], spec).linearizable).toBe(true);
  for (const wrong of [{ ...again, version: 13 }, { ...again, status: 201 }, closed]) {
    expect(check([...begin, keyed('k', call('activate', [4, 5], wrong))], spec).linearizable).toBe(false);
  }
  expect(check([...begin, keyed('l', call('activate', [4, 5], again))], spec).linearizable).toBe(false);
});

test('If-Match is judged by the version that there was', () => {
  const tagged = (ifMatch: number, one: ApiCall): ApiCall => ({ ...one, ifMatch });
  const begin = [call('allocate', [0, 1], allocated)];
  const failed = { status: 412, code: 'precondition-failed', state: 'allocated' } as const;
  expect(check([...begin, tagged(11, call('activate', [2, 3], active))], spec).linearizable).toBe(true);
  expect(check([...begin, tagged(10, call('activate', [2, 3], active))], spec).linearizable).toBe(false);
  expect(check([...begin, tagged(10, call('activate', [2, 3], failed))], spec).linearizable).toBe(true);
  expect(check([...begin, tagged(11, call('activate', [2, 3], failed))], spec).linearizable).toBe(false);
});
