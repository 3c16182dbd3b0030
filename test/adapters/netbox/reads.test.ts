import { expect, test } from '@jest/globals';
import type { LocalNetBox } from '../../../local/netbox/start-netbox.ts';
import type { NetBox } from '../../../shared/usecases/netbox.ts';
import { onBench, saying } from '../../support/local-netbox.ts';
import { failureOf } from '../../support/netbox-failure.ts';
import { allocated } from '../../support/netbox-peer.ts';

const LEASE = 'isp-a/s';
const FIELDS = /custom-fields/;
const NOT_CARRIED = (field: string) => ({
  code: 'netbox-misconfigured',
  message: `NetBox answered a search by ${field} with prefixes that do not carry it.`,
});

const allocate = async (netbox: NetBox, pool: number, epoch: number) =>
  allocated(await netbox.allocateNext(pool, 56, { lease: LEASE, claim: `${LEASE}/${epoch}` }));

/** Counts the checks of the fields from here on. */
const countChecks = (local: LocalNetBox) =>
  local.fault({ method: 'GET', path: FIELDS, times: 99, effect: 'done', answer: 'own' });

const prefixJson = (id: number, claim: string) => ({
  id,
  prefix: 'fd12:3456:789a::/56',
  vrf: null,
  status: { value: 'active' },
  custom_fields: { leasehold_lease: LEASE, leasehold_claim: claim },
});

test(
  'a search that is answered with everything there is finds nothing and is misconfigured',
  onBench(async ({ local, netbox, pool }) => {
    await allocate(netbox, pool, 1);
    local.ignoreFilters(true);
    expect(await failureOf(netbox.findByClaim(`${LEASE}/1`))).toEqual(NOT_CARRIED('leasehold_claim'));
    expect(await failureOf(netbox.findByLease(LEASE))).toEqual(NOT_CARRIED('leasehold_lease'));
    local.ignoreFilters(false);
    expect(await netbox.findByClaim(`${LEASE}/1`)).toHaveLength(1);
  }),
);

test.each([`${LEASE}/10`, `${LEASE}/1 `, `${LEASE.toUpperCase()}/1`, `x${LEASE}/1`, ''])(
  'a search that is answered with the claim %j in place of its own is misconfigured',
  async (claim) => {
    await onBench(async ({ local, netbox }) => {
      local.fault({ path: /prefixes/, ...saying(200, { next: null, results: [prefixJson(7, claim)] }) });
      expect(await failureOf(netbox.findByClaim(`${LEASE}/1`))).toEqual(NOT_CARRIED('leasehold_claim'));
    })();
  },
);

test(
  'a surprise makes the fields be read again, and what is wrong with them be said',
  onBench(async ({ local, netbox, pool }) => {
    await allocate(netbox, pool, 1);
    const checks = countChecks(local);
    local.ignoreFilters(true);
    await failureOf(netbox.findByClaim(`${LEASE}/2`));
    expect(checks.count()).toBe(1);
    checks.clear();
    local.fault({ path: FIELDS, ...saying(200, { next: null, results: [] }) });
    expect((await failureOf(netbox.findByClaim(`${LEASE}/2`))).message).toContain(
      'leasehold_claim is missing',
    );
  }),
);

test(
  'a search of an empty NetBox without the fields is misconfigured, and does not find nothing',
  onBench(async ({ local, netbox, pool }) => {
    await netbox.remove({ id: pool, cidr: 'fd12:3456:789a::/48', status: 'container' });
    local.fault({ path: FIELDS, times: 3, ...saying(200, { next: null, results: [] }) });
    for (const call of [netbox.findByClaim('a/b/1'), netbox.findByLease('a/b'), netbox.listClaimed(0, 10)]) {
      expect((await failureOf(call)).message).toContain('Custom field leasehold_lease is missing');
    }
  }),
);

test(
  'the fields are checked before the first search of a process, and once',
  onBench(async ({ local, netbox }) => {
    const checks = countChecks(local);
    await Promise.all([netbox.findByClaim('a/b/1'), netbox.findByLease('a/b')]);
    await netbox.listClaimed(0, 10);
    expect(checks.count()).toBe(1);
  }),
);

test(
  'a check that failed is made again by the next call',
  onBench(async ({ local, netbox }) => {
    local.fault({
      path: FIELDS,
      ...saying(403, { detail: 'You do not have permission to perform this action.' }),
    });
    expect(await failureOf(netbox.findByClaim('a/b/1'))).toEqual({
      code: 'netbox-refused',
      message:
        'NetBox refused the token or its permissions (403): You do not have permission to perform this action.',
    });
    expect(await netbox.findByClaim('a/b/1')).toEqual([]);
  }),
);

test(
  'a search reads every page',
  onBench(async ({ netbox, pool, reports }) => {
    for (let epoch = 1; epoch <= 101; epoch++) await allocate(netbox, pool, epoch);
    const before = reports.length;
    expect(await netbox.findByLease(LEASE)).toHaveLength(101);
    expect(reports.length - before).toBe(2);
  }),
);

test.each([
  ['none', { next: 'http://x/', results: [] }],
  ['those already seen', { next: 'http://x/', results: [prefixJson(5, 'a/b/1')] }],
])('a page that is followed by another and has %s is unavailable, not the end', async (_name, page) => {
  await onBench(async ({ local, netbox }) => {
    await netbox.checkFields();
    local.fault(saying(200, page));
    expect(await failureOf(netbox.listClaimed(5, 10))).toMatchObject({ code: 'netbox-unavailable' });
  })();
});

test.each([
  ['no list', { detail: 'x' }],
  ['null', null],
  ['a list of numbers', { next: null, results: [7] }],
  ['a list of null', { next: null, results: [null] }],
  ['a prefix without an id', { next: null, results: [{ ...prefixJson(7, 'a/b/1'), id: undefined }] }],
])('an answer that is %s is unavailable', async (_name, body) => {
  await onBench(async ({ local, netbox }) => {
    await netbox.checkFields();
    local.fault(saying(200, body));
    expect(await failureOf(netbox.listClaimed(0, 10))).toMatchObject({
      code: 'netbox-unavailable',
      retryAfterSeconds: 5,
    });
  })();
});

test(
  'what is listed beside the claimed, where the filter is ignored, is left out and does not end the list',
  onBench(async ({ local, netbox, pool }) => {
    await allocate(netbox, pool, 1);
    await netbox.checkFields();
    local.ignoreFilters(true);
    expect((await netbox.listClaimed(0, 10)).prefixes.map(({ claim }) => claim)).toEqual([`${LEASE}/1`]);
  }),
);

test(
  'a prefix is not missing because some other server says 404',
  onBench(async ({ local, netbox, pool }) => {
    const body = '{"detail":"Not Found"}';
    local.fault({
      times: 9,
      effect: 'none',
      answer: { status: 404, body, headers: { 'Content-Type': 'application/json' } },
    });
    expect(await failureOf(netbox.readPrefix(pool))).toMatchObject({ code: 'netbox-unavailable' });
  }),
);

test(
  'an unreadable prefix is unavailable, not missing',
  onBench(async ({ local, netbox, pool }) => {
    local.fault(saying(200, { id: 'seven' }));
    expect(await failureOf(netbox.readPrefix(pool))).toMatchObject({ code: 'netbox-unavailable' });
  }),
);

test(
  'a NetBox before 4.6 gives prefixes without an ETag',
  onBench(async ({ local, netbox }) => {
    local.fault(saying(200, prefixJson(7, `${LEASE}/1`)));
    expect(await netbox.readPrefix(7)).toEqual({
      id: 7,
      cidr: 'fd12:3456:789a::/56',
      status: 'active',
      lease: LEASE,
      claim: `${LEASE}/1`,
    });
  }),
);

test(
  'a request that NetBox refuses otherwise is refused, with its words on one line',
  onBench(async ({ local, netbox }) => {
    local.fault(saying(400, { id__gt: ['Enter a\nwhole number.'], more: { inner: ['x'.repeat(300)] } }));
    const { code, message } = await failureOf(netbox.checkFields());
    expect(code).toBe('netbox-refused');
    expect(message).toMatch(/^NetBox refused the request \(400\): Enter a whole number\. x{178}\.$/);
  }),
);
