import { describe, expect, test } from '@jest/globals';
import { step, transition } from '../../shared/domain/change.ts';
import { all } from '../../shared/domain/condition.ts';
import {
  type Action,
  LIFECYCLE,
  STATES,
  STEPS,
  type State,
  type Step,
} from '../../shared/domain/lifecycle.ts';
import type { TablePorts } from './engine-table.ts';
import { HELD, INTENT, NOON, REVOCATION } from './leases.ts';
import { live, newLife } from './lives.ts';

/** What may happen to a lease, typed out by hand: a change of the table is a change in two places. */
const LEGAL: readonly [action: Action, from: State, to: State | 'gone'][] = [
  ['beginAllocation', 'pending', 'pending'],
  ['beginAllocation', 'failed', 'pending'],
  ['beginAllocation', 'revoked', 'pending'],
  ['resumeAllocation', 'pending', 'pending'],
  ['allocate', 'pending', 'allocated'],
  ['activate', 'allocated', 'active'],
  ['suspend', 'active', 'suspended'],
  ['resume', 'suspended', 'active'],
  ['beginRevoke', 'pending', 'revoking'],
  ['beginRevoke', 'allocated', 'revoking'],
  ['beginRevoke', 'active', 'revoking'],
  ['beginRevoke', 'suspended', 'revoking'],
  ['beginRevoke', 'failed', 'revoking'],
  ['restartRevocation', 'revoking', 'revoking'],
  ['finishRevoke', 'revoking', 'revoked'],
  ['fail', 'pending', 'failed'],
  ['fail', 'revoking', 'failed'],
  ['fail', 'allocated', 'failed'],
  ['fail', 'active', 'failed'],
  ['fail', 'suspended', 'failed'],
  ['purge', 'revoked', 'gone'],
];

const EVERYWHERE = ['pending', 'allocated', 'active', 'suspended', 'revoking', 'revoked', 'failed'] as const;

const LEGAL_STEPS: Record<Step, readonly State[]> = {
  renewEpoch: ['pending'],
  claimRun: ['revoking'],
  postponeRevocation: ['revoking'],
  report: ['allocated', 'revoking', 'failed'],
  checkOrphans: EVERYWHERE,
  correctDue: EVERYWHERE,
  keepKey: ['revoking', 'revoked'],
  noteEvent: ['active', 'suspended'],
};

/** Whatever any state needs, so that only the states decide. */
const SET = {
  held: HELD,
  allocatedAt: NOON,
  revokedAt: NOON,
  intent: INTENT,
  revocation: REVOCATION,
  failure: { code: 'netbox-refused', detail: 'NetBox refused.', at: NOON },
};

const ACTIONS = Object.keys(LIFECYCLE) as Action[];

/** Every action and every step in every state, by the state alone: no other fence is asked. */
export const lifecycleContract = (table: () => TablePorts): void => {
  describe('every action in every state', () => {
    test('is in the list of what is legal, or is not', () => {
      expect(new Set(LEGAL.map(([action]) => action))).toEqual(new Set(ACTIONS));
      expect(new Set(EVERYWHERE)).toEqual(new Set(STATES));
    });

    test.each(LEGAL)('%s takes a lease that is %s to %s', async (action, from, to) => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, from, life);
      const change = transition(lease, action, { set: SET, fence: all() });
      expect(await leases.apply(change)).toEqual({ applied: true });
      const after = await leases.read(life.key);
      expect(after?.state ?? 'gone').toBe(to);
      if (to === 'gone') return;
      expect(after).toMatchObject({ version: lease.version + 1, lastAction: action });
    });

    const illegal = ACTIONS.flatMap((action) =>
      STATES.filter((state) => !LEGAL.some(([legal, from]) => legal === action && from === state)).map(
        (state) => [action, state] as const,
      ),
    );

    test.each(illegal)('%s is refused by a lease that is %s', async (action, state) => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, state, life);
      const change = transition(lease, action, { set: SET, fence: all() });
      expect(await leases.apply(change)).toEqual({ applied: false, current: lease, claimTaken: false });
      expect(await leases.read(life.key)).toEqual(lease);
    });
  });

  describe('every step in every state', () => {
    const steps = Object.keys(STEPS) as Step[];
    const pairs = steps.flatMap((name) => STATES.map((state) => [name, state] as const));

    test.each(pairs)('%s of a lease that is %s', async (name, state) => {
      const { leases } = table();
      const life = newLife();
      const lease = await live(leases, state, life);
      const written = await leases.apply(step(lease, name, { set: { reportAt: NOON }, fence: all() }));
      expect(written.applied).toBe(LEGAL_STEPS[name].includes(state));
      const { version, lastAction } = lease;
      expect(await leases.read(life.key)).toMatchObject({ version, lastAction, state });
    });
  });
};
