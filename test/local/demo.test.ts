import { expect, test } from '@jest/globals';
import { walkDemo } from '../../local/demo.ts';
import { startRuntime } from '../../local/runtime.ts';

test('the demo walks a subscriber from pending to revoked, and NetBox and the router follow', async () => {
  const runtime = await startRuntime();
  const seen: { state: string; netbox: unknown; session: unknown }[] = [];
  try {
    await walkDemo(runtime, (step) => seen.push(step));
  } finally {
    await runtime.close();
  }
  expect(seen.map(({ state }) => state)).toEqual([
    'pending',
    'allocated',
    'active',
    'suspended',
    'active',
    'revoking',
    'revoked',
  ]);
  expect(seen.map(({ netbox }) => netbox !== null)).toEqual([false, true, true, true, true, true, false]);
  expect(seen[2]?.session).toMatchObject({ delegatedPrefix: '2001:db8::/56' });
  expect(seen[6]?.session).toBeNull();
});
