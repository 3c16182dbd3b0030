import { expect, test } from '@jest/globals';
import { netboxHttp } from '../../../shared/adapters/netbox/http.ts';
import { setUpFields } from '../../../shared/adapters/netbox/set-up-fields.ts';
import { type Bench, CUT, onBench, saying } from '../../support/local-netbox.ts';
import { failureOf } from '../../support/netbox-failure.ts';

const FIELDS = /custom-fields/;
const NONE = { next: null, results: [] };

const field = (change: object) => ({
  name: 'leasehold_lease',
  type: { value: 'text' },
  object_types: ['ipam.prefix'],
  filter_logic: { value: 'exact' },
  unique: false,
  ...change,
});

const setUp = ({ options }: Bench) => setUpFields(netboxHttp(options)('setUpFields'));

test.each([
  [{ type: { value: 'integer' } }, 'leasehold_lease has type integer in place of text: delete it'],
  [{ type: null }, 'leasehold_lease has type undefined'],
  [{ object_types: ['dcim.site'] }, 'leasehold_lease is not on ipam.prefix: edit it'],
  [{ object_types: undefined }, 'leasehold_lease is not on ipam.prefix'],
  [{ filter_logic: null }, 'leasehold_lease has filter logic undefined'],
  [{ unique: true }, 'leasehold_lease is unique: edit it'],
  [{ name: 'leasehold_claim' }, 'leasehold_claim is not unique: edit it'],
])('a field that is %j is reported and nothing is made', async (change, says) => {
  await onBench(async (bench) => {
    bench.local.fault({
      method: 'GET',
      path: FIELDS,
      ...saying(200, { next: null, results: [field(change)] }),
    });
    const posted = bench.local.fault({ method: 'POST', effect: 'done', answer: 'own', times: 9 });
    expect(await failureOf(setUp(bench))).toEqual({
      code: 'netbox-misconfigured',
      message: expect.stringContaining(says),
    });
    expect(posted.count()).toBe(0);
  })();
});

test(
  'a field that appeared in between is refused in the words of NetBox',
  onBench(async (bench) => {
    bench.local.fault({ method: 'GET', path: FIELDS, ...saying(200, NONE) });
    expect(await failureOf(setUp(bench))).toEqual({
      code: 'netbox-refused',
      message:
        'Custom field leasehold_lease: NetBox refused the request (400): custom field with this name already exists.',
    });
  }),
);

test.each([
  ['cut off', CUT],
  ['redirected', { effect: 'none', answer: { status: 302, headers: { Location: '/login/' } } } as const],
])('a creation that is %s says to run it again', async (_name, fault) => {
  await onBench(async (bench) => {
    bench.local.fault({ method: 'GET', path: FIELDS, ...saying(200, NONE) });
    bench.local.fault({ method: 'POST', ...fault });
    expect(await failureOf(setUp(bench))).toEqual({
      code: 'netbox-unavailable',
      message: expect.stringContaining('Run this again'),
    });
  })();
});

test(
  'fields that are not there after they were made are misconfigured',
  onBench(async (bench) => {
    bench.local.fault({ method: 'GET', path: FIELDS, times: 2, ...saying(200, NONE) });
    bench.local.fault({ method: 'POST', times: 2, ...saying(201, {}) });
    expect(await failureOf(setUp(bench))).toMatchObject({ code: 'netbox-misconfigured' });
  }),
);
