import { expect, test } from '@jest/globals';
import { assertOpen } from '../../shared/domain/change.ts';
import {
  type Action,
  DEADLINES,
  STATES as DECLARED,
  LIFECYCLE,
  openActions,
  revocationPause,
  STEPS,
  type State,
  statesBefore,
} from '../../shared/domain/lifecycle.ts';
import { DAY, HELD, HOUR, leaseIn, MINUTE, SECOND } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';

/** Typed by hand from the design, and not from the table: a change of what is legal is a change in two places. */
const LEGAL: readonly [Action, State][] = [
  ['beginAllocation', 'pending'],
  ['beginAllocation', 'failed'],
  ['beginAllocation', 'revoked'],
  ['resumeAllocation', 'pending'],
  ['allocate', 'pending'],
  ['activate', 'allocated'],
  ['suspend', 'active'],
  ['resume', 'suspended'],
  ['beginRevoke', 'pending'],
  ['beginRevoke', 'allocated'],
  ['beginRevoke', 'active'],
  ['beginRevoke', 'suspended'],
  ['beginRevoke', 'failed'],
  ['restartRevocation', 'revoking'],
  ['finishRevoke', 'revoking'],
  ['fail', 'pending'],
  ['fail', 'revoking'],
  ['fail', 'allocated'],
  ['fail', 'active'],
  ['fail', 'suspended'],
  ['purge', 'revoked'],
];

const ACTIONS: readonly Action[] = [
  'beginAllocation',
  'resumeAllocation',
  'allocate',
  'activate',
  'suspend',
  'resume',
  'beginRevoke',
  'restartRevocation',
  'finishRevoke',
  'fail',
  'purge',
];

const STATES: readonly State[] = [
  'pending',
  'allocated',
  'active',
  'suspended',
  'revoking',
  'revoked',
  'failed',
];

const pairs = ACTIONS.flatMap((action) => STATES.map((state): [Action, State] => [action, state]));
const isLegal = ([action, state]: [Action, State]): boolean =>
  LEGAL.some(([legal, from]) => legal === action && from === state);

test('the table has these actions and these states and no other', () => {
  expect(Object.keys(LIFECYCLE).sort()).toEqual([...ACTIONS].sort());
  expect([...DECLARED].sort()).toEqual([...STATES].sort());
});

test.each(pairs.filter(isLegal))('%s is open to a lease that is %s', (action, state) => {
  expect(() => assertOpen(leaseIn(state), action)).not.toThrow();
  expect(statesBefore(action)).toContain(state);
});

test.each(pairs.filter((pair) => !isLegal(pair)))(
  '%s is refused to a lease that is %s, naming the state',
  (action, state) => {
    const lease = leaseIn(state);
    const error = refusal(() => assertOpen(lease, action));
    expect(error.code).toBe('illegal-transition');
    expect(error.message).toContain(` is not open to a lease that is ${state}`);
    expect(error.facts.lease).toBe(lease);
    expect(statesBefore(action)).not.toContain(state);
  },
);

test('a failed lease that holds a prefix begins no allocation and says why', () => {
  const lease = leaseIn('failed', { held: HELD });
  expect(refusal(() => assertOpen(lease, 'beginAllocation')).message).toBe(
    'Subscriber line-1: allocate is not open to a lease that is failed and holds a prefix. Open now: revoke.',
  );
});

test.each([
  ['beginAllocation', 'allocate'],
  ['beginRevoke', 'revoke'],
  ['resume', 'resume'],
  ['finishRevoke', 'finishRevoke'],
] as const)('a refusal of %s speaks of %s: callers know an action by its route', (action, word) => {
  const lease = leaseIn(action === 'beginAllocation' ? 'active' : 'revoked');
  expect(refusal(() => assertOpen(lease, action)).message).toContain(`line-1: ${word} is not open`);
});

test('a failed lease that holds a prefix can be revoked', () => {
  expect(() => assertOpen(leaseIn('failed', { held: HELD }), 'beginRevoke')).not.toThrow();
});

test('a refusal of a lease to which nothing is open says that it has to be waited for', () => {
  expect(refusal(() => assertOpen(leaseIn('revoking'), 'activate')).message).toContain(
    'Open now: nothing, wait until it has ended.',
  );
});

test.each<[State, boolean, string[]]>([
  ['pending', false, ['allocate', 'revoke']],
  ['allocated', true, ['activate', 'revoke']],
  ['active', true, ['suspend', 'revoke']],
  ['suspended', true, ['resume', 'revoke']],
  ['revoking', true, []],
  ['revoking', false, []],
  ['revoked', false, ['allocate']],
  ['failed', false, ['allocate', 'revoke']],
  ['failed', true, ['revoke']],
])('a lease that is %s (prefix held: %s) offers %j', (state, held, actions) => {
  expect(openActions(state, held)).toEqual(actions);
});

test.each<[Action, State | 'gone', string | undefined]>([
  ['beginAllocation', 'pending', 'PrefixRequested'],
  ['resumeAllocation', 'pending', undefined],
  ['allocate', 'allocated', 'PrefixAllocated'],
  ['activate', 'active', 'PrefixActivated'],
  ['suspend', 'suspended', 'PrefixSuspended'],
  ['resume', 'active', 'PrefixResumed'],
  ['beginRevoke', 'revoking', 'PrefixRevocationStarted'],
  ['restartRevocation', 'revoking', undefined],
  ['finishRevoke', 'revoked', 'PrefixRevoked'],
  ['fail', 'failed', 'PrefixFailed'],
  ['purge', 'gone', undefined],
])('%s leads to %s and is told as %s', (action, to, event) => {
  const row: { to: string; event?: string } = LIFECYCLE[action];
  expect([row.to, row.event]).toEqual([to, event]);
});

test('no event name and no route name stands for two actions', () => {
  const rows: readonly { to: string; event?: string; route?: string }[] = Object.values(LIFECYCLE);
  for (const names of [rows.flatMap((row) => row.event ?? []), rows.flatMap((row) => row.route ?? [])]) {
    expect(names).toEqual([...new Set(names)]);
  }
});

test('a step starts from the states of its protocol and no step has the name of an action', () => {
  expect(STEPS).toEqual({
    renewEpoch: ['pending'],
    claimRun: ['revoking'],
    postponeRevocation: ['revoking'],
    report: ['allocated', 'revoking', 'failed'],
    checkOrphans: STATES,
    correctDue: STATES,
    keepKey: ['revoking', 'revoked'],
    noteEvent: ['active', 'suspended'],
  });
  expect(statesBefore('claimRun')).toEqual(['revoking']);
  expect(ACTIONS.filter((action) => action in STEPS)).toEqual([]);
});

test('the deadlines are those of the design', () => {
  expect(DEADLINES).toEqual({
    intent: 45 * SECOND,
    pending: 15 * MINUTE,
    orphanFirst: 15 * MINUTE,
    orphanLast: 60 * MINUTE,
    allocated: 24 * HOUR,
    revocationStart: 2 * MINUTE,
    revocationRun: 6 * MINUTE,
    revocationReport: HOUR,
    revocationGiveUp: 24 * HOUR,
    failed: HOUR,
    revoked: 90 * DAY,
    authorization: 10 * MINUTE,
    slot: 45 * SECOND,
    idempotency: DAY,
    withheldCheck: DAY,
    reserved: 15 * MINUTE,
  });
});

test('a revocation is tried again after 5, 10, 20 and 40 minutes and then every hour', () => {
  expect([1, 2, 3, 4, 5, 6, 30].map((attempt) => revocationPause(attempt) / MINUTE)).toEqual([
    5, 10, 20, 40, 60, 60, 60,
  ]);
});
