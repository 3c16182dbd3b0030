import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lease } from '../../shared/domain/lease.ts';
import { handleProvisioning } from '../../shared/usecases/handle-provisioning.ts';
import type { Deps, ProvisioningMessage } from '../../shared/usecases/ports.ts';
import { KEY, leaseIn, NOON, SECOND } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { interposed } from '../support/system/interpose.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

type Type = ProvisioningMessage['type'];

const event = (type: Type, second: number): ProvisioningMessage => ({
  id: `${type}-${second}`,
  type,
  tenantId: KEY.tenant,
  subscriberId: KEY.subscriber,
  occurredAt: NOON + second * SECOND,
  session: {},
  sendCoa: false,
  sendDisconnect: false,
  releaseToNetbox: true,
});

const worldWith = async (lease: Lease) => {
  const world = await usecaseWorld();
  world.store(lease);
  return {
    ...world,
    handle: (type: Type, second: number) => handleProvisioning(event(type, second), world.deps),
  };
};

const at = (second: number) => NOON + second * SECOND;

describe('an event that overtakes an older one', () => {
  test('and finds the service as it asks for makes the older one late', async () => {
    const { handle, lease } = await worldWith(leaseIn('active'));
    expect(await handle('ServiceResumed', 2)).toBe('unchanged');
    expect(await lease()).toMatchObject({ state: 'active', version: 5, lastEventAt: at(2) });
    expect(await handle('ServiceSuspended', 1)).toBe('late');
    expect(await handle('ServiceSuspended', 3)).toBe('applied');
  });

  test('of provisioning says nothing of the service: the older activation is applied', async () => {
    const { handle, lease } = await worldWith(leaseIn('allocated'));
    expect(await handle('SubscriberProvisioned', 2)).toBe('unchanged');
    expect(await handle('ServiceActivated', 1)).toBe('applied');
    expect(await lease()).toMatchObject({ state: 'active' });
  });

  test('while the older one is being worked on makes it late all the same', async () => {
    const { handle, faults, lease } = await worldWith(leaseIn('active'));
    const paused = faults.pause(({ move }) => move === 'suspend');
    const older = handle('ServiceSuspended', 1);
    await paused.reached;
    await handle('ServiceResumed', 2);
    paused.release();
    expect(await older).toBe('late');
    expect(await lease()).toMatchObject({ state: 'active', lastEventAt: at(2) });
  });

  test('is late itself where a newer one was applied at that moment', async () => {
    const { handle, faults, lease } = await worldWith(leaseIn('active'));
    const paused = faults.pause(({ move }) => move === 'noteEvent');
    const older = handle('ServiceResumed', 2);
    await paused.reached;
    await handle('ServiceSuspended', 3);
    paused.release();
    expect(await older).toBe('late');
    expect(await lease()).toMatchObject({ state: 'suspended', lastEventAt: at(3) });
  });

  test('comes again where the service was changed by other means at that moment', async () => {
    const { handle, faults, store } = await worldWith(leaseIn('active'));
    const paused = faults.pause(({ move }) => move === 'noteEvent');
    const ending = refusedCode(handle('ServiceActivated', 2));
    await paused.reached;
    store({ ...leaseIn('suspended'), version: 6 });
    paused.release();
    expect(await ending).toBe('illegal-transition');
  });
});

const STATE_AFTER = {
  ServiceSuspended: 'suspended',
  ServiceResumed: 'active',
  SubscriberDeprovisioned: 'revoking',
} as const;

/** Every call of the table waits until the scheduler lets it go on. */
const scheduled = (deps: Deps, s: fc.Scheduler): Deps =>
  interposed(deps, async ({ name, run }) => {
    if (name.startsWith('leases.')) await s.schedule(Promise.resolve(), name);
    return run();
  });

/** Delivers messages all at once, and again those that were refused, as their queue does. */
const delivered = async (messages: ProvisioningMessage[], deps: Deps, s: fc.Scheduler): Promise<void> => {
  let waiting = messages;
  for (let receive = 0; receive < 5 && waiting.length > 0; receive++) {
    const ends = await s.waitFor(
      Promise.all(
        waiting.map((message) => handleProvisioning(message, scheduled(deps, s)).catch(() => 'again')),
      ),
    );
    waiting = waiting.filter((_, index) => ends[index] === 'again');
  }
};

test('in whatever order events come, at once and repeated, the subscriber ends as the newest says', async () => {
  const service = fc.constantFrom('ServiceSuspended' as const, 'ServiceResumed' as const);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        types: fc.array(service, { minLength: 1, maxLength: 5 }),
        ends: fc.boolean(),
        start: fc.constantFrom('active' as const, 'suspended' as const),
      }),
      fc.array(fc.nat(5), { maxLength: 3 }),
      fc.scheduler(),
      async ({ types, ends, start }, repeats, s) => {
        const world = await worldWith(leaseIn(start, { lastEventAt: NOON }));
        const all = [...types, ...(ends ? (['SubscriberDeprovisioned'] as const) : [])];
        const messages = all.map((type, index) => event(type, index + 1));
        const repeated = repeats.flatMap((index) => messages[index] ?? []);
        await delivered([...messages, ...repeated], world.deps, s);
        expect(await world.lease()).toMatchObject({
          state: STATE_AFTER[all.at(-1) as keyof typeof STATE_AFTER],
          lastEventAt: at(all.length),
        });
      },
    ),
    { numRuns: 100 },
  );
});
