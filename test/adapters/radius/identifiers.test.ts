import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identifierLedger } from '../../../shared/adapters/radius/identifiers.ts';

const ledgerAt = (start: number, random = 0) => {
  let now = start;
  const take = identifierLedger({ clock: () => now, random: () => random });
  return {
    take,
    wait: (ms: number) => {
      now += ms;
    },
  };
};

test('a port starts anywhere, goes up by one and comes round after 255', () => {
  const { take } = ledgerAt(0, 0.995);
  expect([take(5000), take(5000), take(5000)]).toEqual([254, 255, 0]);
});

test('a port has 256 identifiers within 300 s, and no 257th', () => {
  const { take, wait } = ledgerAt(1_000);
  const taken = Array.from({ length: 256 }, () => take(5000));
  expect(new Set(taken).size).toBe(256);
  wait(299_999);
  expect(take(5000)).toBeUndefined();
  expect(take(5001)).toBe(0);
  wait(1);
  expect(take(5000)).toBe(0);
});

test('no identifier comes back on its port within 300 s, whatever the pace', () => {
  const step = fc.record({ port: fc.constantFrom(1, 2, 3), wait: fc.constantFrom(0, 0, 0, 1_000, 60_000) });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 300, maxLength: 1500 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (steps, starts) => {
        let now = 0;
        const random = (): number => starts.next().value as number;
        const take = identifierLedger({ clock: () => now, random });
        const last = new Map<string, number>();
        for (const { port, wait } of steps) {
          now += wait;
          const identifier = take(port);
          if (identifier === undefined) continue;
          const key = `${port} ${identifier}`;
          expect(now - (last.get(key) ?? -300_000)).toBeGreaterThanOrEqual(300_000);
          last.set(key, now);
        }
      },
    ),
    { numRuns: 20 },
  );
});
