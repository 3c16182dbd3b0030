import { expect, test } from '@jest/globals';
import { onBench, readExisting, saying } from '../../support/local-netbox.ts';

const TO = { claim: 'quarantine/7', status: 'deprecated' } as const;

const prefixJson = (change: object) => ({
  id: 7,
  prefix: 'fd12:3456:789a::/56',
  vrf: null,
  status: { value: TO.status },
  custom_fields: { leasehold_lease: null, leasehold_claim: TO.claim },
  ...change,
});

const PREFIX = { id: 7, cidr: 'fd12:3456:789a::/56', status: 'active' };

test(
  'a withdrawal whose answer was lost is unknown and sent once: its own ETag would refuse the second',
  onBench(async ({ local, netbox, pool }) => {
    const lost = local.fault({ method: 'PATCH', effect: 'done', answer: 'cut', times: 9 });
    expect(await netbox.withdraw(await readExisting(netbox, pool), TO)).toMatchObject({ outcome: 'unknown' });
    expect(lost.count()).toBe(1);
    expect(await readExisting(netbox, pool)).toMatchObject(TO);
  }),
);

test(
  'a withdrawal is done where the answer shows it',
  onBench(async ({ local, netbox }) => {
    local.fault({ method: 'PATCH', ...saying(200, prefixJson({})) });
    expect(await netbox.withdraw(PREFIX, TO)).toEqual({ outcome: 'done' });
  }),
);

test.each([
  ['without the mark, as a NetBox 4.4 that lacks the fields', prefixJson({ custom_fields: {} })],
  ['with another status', prefixJson({ status: { value: 'active' } })],
  [
    'still with its lease',
    prefixJson({ custom_fields: { leasehold_lease: 'isp-a/s', leasehold_claim: TO.claim } }),
  ],
  ['with an unreadable prefix', {}],
])('a withdrawal that is answered %s is unknown', async (_name, body) => {
  await onBench(async ({ local, netbox }) => {
    local.fault({ method: 'PATCH', ...saying(200, body) });
    expect(await netbox.withdraw(PREFIX, TO)).toEqual({
      outcome: 'unknown',
      reason: 'NetBox answered 200 without the change',
    });
  })();
});

test.each([
  [400, { status: ['deprecated is not a valid choice.'] }],
  [403, { detail: 'You do not have permission to perform this action.' }],
  [409, { detail: 'Unable to delete object. 1 dependent objects were found: x (1)' }],
])('a change that is answered %d is refused with its reason', async (status, body) => {
  await onBench(async ({ local, netbox }) => {
    local.fault({ times: 2, ...saying(status, body) });
    const refused = { outcome: 'refused', reason: expect.stringContaining(`(${status}): `) };
    expect(await netbox.withdraw(PREFIX, TO)).toEqual(refused);
    expect(await netbox.remove(PREFIX)).toEqual(refused);
  })();
});

test(
  'a deletion that is answered 200 is unknown',
  onBench(async ({ local, netbox }) => {
    local.fault(saying(200, {}));
    expect(await netbox.remove(PREFIX)).toMatchObject({ outcome: 'unknown' });
  }),
);

test(
  'a prefix is not gone because some other server says 404',
  onBench(async ({ local, netbox }) => {
    const answer = {
      status: 404,
      body: '{"message":"no route"}',
      headers: { 'Content-Type': 'application/json' },
    };
    local.fault({ times: 20, effect: 'none', answer });
    expect(await netbox.remove(PREFIX)).toMatchObject({ outcome: 'unknown' });
  }),
);

test(
  'a deletion with an ETag that was repeated tells an edit from its own success',
  onBench(async ({ local, netbox, pool }) => {
    const prefix = await readExisting(netbox, pool);
    await netbox.withdraw(prefix, TO);
    local.fault({ method: 'DELETE', effect: 'done', answer: 'cut' });
    expect(await netbox.remove(prefix)).toEqual({ outcome: 'changed' });
    expect(local.prefixes()).toHaveLength(1);
  }),
);
