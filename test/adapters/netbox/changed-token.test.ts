import { expect, test } from '@jest/globals';
import { onBench } from '../../support/local-netbox.ts';

const TOKEN = 'nbt_local.0123456789';
const FORMER = 'nbt_gone.0123456789';

const bench = (freshToken: () => Promise<string>, token = FORMER) => ({
  token: async () => token,
  freshToken,
});

test(
  'a token that NetBox refuses is read anew, and the request goes out again with the new one',
  onBench(
    async ({ netbox, pool, reports }) => {
      expect(await netbox.readPrefix(pool)).toMatchObject({ id: pool });
      expect(reports).toMatchObject([{ outcome: 'ok' }]);
    },
    bench(async () => TOKEN),
  ),
);

test(
  'what a refused token asked for has not happened, so it happens once',
  onBench(
    async ({ netbox, local, pool }) => {
      const marker = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
      await netbox.allocateNext(pool, 56, marker);
      expect(local.prefixes().filter(({ customFields }) => customFields.leasehold_claim)).toHaveLength(1);
    },
    bench(async () => TOKEN),
  ),
);

test('a token that NetBox takes is not read anew', () => {
  const refreshed: string[] = [];
  return onBench(
    async ({ netbox, pool }) => {
      await netbox.readPrefix(pool);
      expect(refreshed).toEqual([]);
    },
    bench(async () => String(refreshed.push('again')), TOKEN),
  )();
});

test.each([
  ['is the same', async () => FORMER],
  ['is refused too', async () => 'nbt_wrong.0123456789'],
  ['cannot be read', () => Promise.reject(new Error('throttled'))],
])('where the token that there is now %s, the refusal stands', (_, freshToken) =>
  onBench(async ({ netbox, pool, reports }) => {
    await expect(netbox.readPrefix(pool)).rejects.toMatchObject({ code: 'netbox-refused' });
    expect(reports).toMatchObject([{ outcome: 'refused' }]);
  }, bench(freshToken))(),
);

test('where reading it has used up the time of the call, the refusal stands', () => {
  let now = 0;
  const late = async (): Promise<string> => {
    now = 60_000;
    return TOKEN;
  };
  return onBench(
    async ({ netbox, pool }) => {
      await expect(netbox.readPrefix(pool)).rejects.toMatchObject({ code: 'netbox-refused' });
    },
    { ...bench(late), clock: () => now },
  )();
});
