import { LeaseholdError } from '../../domain/errors.ts';
import type { NetBox, NetBoxPrefix } from '../../usecases/netbox.ts';
import { CLAIM_FIELD, type FieldCheck, LEASE_FIELD } from './fields.ts';
import type { NetBoxCall, NetBoxHttp } from './http.ts';
import { readPrefixObject } from './prefix-object.ts';
import { listOf, readBody, unavailable } from './read-body.ts';

type Page = { prefixes: NetBoxPrefix[]; next?: number };

const SEARCH_PAGE = 100;
const KEYS = 'id,prefix,vrf,status,custom_fields';

/**
 * A page in id order after an id. `id__gt` with `ordering` is the one cursor that 4.4 to 4.7 share: `start` came
 * with 4.6, and an offset skips objects when earlier ones are deleted between two pages.
 */
const readPage = async (
  call: NetBoxCall,
  filter: Record<string, string>,
  from: { afterId: number; limit: number },
): Promise<Page> => {
  const query = {
    ...filter,
    id__gt: String(from.afterId),
    ordering: 'id',
    limit: String(from.limit),
    fields: KEYS,
  };
  const { results, more } = listOf(
    readBody(await call({ method: 'GET', path: 'api/ipam/prefixes/', query })),
  );
  const prefixes = results.map((json) => readPrefixObject(json));
  if (!prefixes.every((prefix) => prefix !== undefined)) throw unavailable('it listed an unreadable prefix');
  const last = prefixes.at(-1)?.id;
  if (!more) return { prefixes };
  // A page that does not move on would end the list early, and what follows would seem to be gone.
  if (last === undefined || last <= from.afterId) throw unavailable('its pages do not follow each other');
  return { prefixes, next: last };
};

const search = async (
  call: NetBoxCall,
  fields: FieldCheck,
  wanted: { name: string; value: string; of: (prefix: NetBoxPrefix) => string | undefined },
): Promise<NetBoxPrefix[]> => {
  await fields.ensure(call);
  const found: NetBoxPrefix[] = [];
  let afterId: number | undefined = 0;
  while (afterId !== undefined) {
    const page = await readPage(
      call,
      { [`cf_${wanted.name}`]: wanted.value },
      { afterId, limit: SEARCH_PAGE },
    );
    if (page.prefixes.some((prefix) => wanted.of(prefix) !== wanted.value)) {
      // NetBox ignores a filter on a field that is gone, and answers with every prefix there is.
      await fields.repeat(call);
      throw new LeaseholdError(
        'netbox-misconfigured',
        `NetBox answered a search by ${wanted.name} with prefixes that do not carry it.`,
      );
    }
    found.push(...page.prefixes);
    afterId = page.next;
  }
  return found;
};

/** Reads one prefix, with its ETag where the server gives one; undefined where NetBox says that there is none. */
export const readOne = async (call: NetBoxCall, id: number): Promise<NetBoxPrefix | undefined> => {
  const answer = await call({ method: 'GET', path: `api/ipam/prefixes/${id}/` });
  if (answer.kind === 'answered' && answer.status === 404) return undefined;
  const prefix = readPrefixObject(readBody(answer), answer.kind === 'answered' ? answer.etag : undefined);
  if (prefix === undefined) throw unavailable('it answered with an unreadable prefix');
  return prefix;
};

/** The reading half of the port. */
export const netboxReads = (
  http: NetBoxHttp,
  fields: FieldCheck,
): Pick<NetBox, 'findByClaim' | 'findByLease' | 'readPrefix' | 'listClaimed' | 'checkFields'> => ({
  findByClaim: (claim) =>
    search(http('findByClaim'), fields, { name: CLAIM_FIELD, value: claim, of: (prefix) => prefix.claim }),

  findByLease: (lease) =>
    search(http('findByLease'), fields, { name: LEASE_FIELD, value: lease, of: (prefix) => prefix.lease }),

  readPrefix: (id) => readOne(http('readPrefix'), id),

  async listClaimed(afterId, limit, within) {
    const call = http('listClaimed');
    // Without the field there would be nothing claimed, and everything held would seem to have leaked away.
    await fields.ensure(call);
    const claimed = { [`cf_${CLAIM_FIELD}__empty`]: 'false' };
    const page = await readPage(call, within === undefined ? claimed : { ...claimed, within }, {
      afterId,
      limit,
    });
    return { ...page, prefixes: page.prefixes.filter((prefix) => prefix.claim !== undefined) };
  },

  checkFields: () => fields.repeat(http('checkFields')),
});
