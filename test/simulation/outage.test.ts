import { expect, test } from '@jest/globals';
import { seeded } from './chance.ts';
import { simulateOutage } from './outage.ts';
import { overTheWire } from './outage-wire.ts';

const SEED = 1;

test('an outage of NetBox costs no more calls than normal load, and neither it nor its end is a stampede', async () => {
  const { stretches, faults, violation } = await simulateOutage(seeded(SEED));
  expect(faults).toEqual([]);
  expect(violation).toBeUndefined();
  for (const { total } of stretches) expect(total).toBeGreaterThan(50);
});

test('a sweep that does not pause is seen to fall on a NetBox that is back', async () => {
  const { faults } = await simulateOutage(seeded(SEED), (wire) => {
    const over = overTheWire(wire);
    return (...call) => ({ ...over(...call), sleep: async () => undefined });
  });
  expect(faults).toEqual([
    expect.stringMatching(/stampede in the outage/),
    expect.stringMatching(/stampede after the outage/),
  ]);
});

test('functions that forget that NetBox is away are seen to call it too often, and to fall on it after', async () => {
  const { faults } = await simulateOutage(
    seeded(SEED),
    (wire) =>
      (...call) =>
        overTheWire(wire)(...call),
  );
  expect(faults).toEqual([
    expect.stringMatching(/as often in its outage/),
    expect.stringMatching(/stampede in the outage/),
    expect.stringMatching(/stampede after the outage/),
  ]);
});
