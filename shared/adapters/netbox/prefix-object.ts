import { canonicalPrefix } from '../../domain/prefix.ts';
import type { NetBoxPrefix } from '../../usecases/netbox.ts';
import { CLAIM_FIELD, LEASE_FIELD } from './fields.ts';

type PrefixObject = {
  id?: unknown;
  prefix?: unknown;
  vrf?: { id?: unknown } | null;
  status?: { value?: unknown } | null;
  custom_fields?: Record<string, unknown> | null;
};

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const required = ({ id, prefix, status }: PrefixObject) =>
  isId(id) && isText(prefix) && isText(status?.value)
    ? { id, cidr: canonicalPrefix(prefix) ?? prefix, status: status.value }
    : undefined;

/** The VRF's key may hold null, which is the global table; a key that is missing says nothing. */
const table = (vrf: PrefixObject['vrf']): { vrfId?: number } | undefined => {
  if (vrf === null) return {};
  return isId(vrf?.id) ? { vrfId: vrf.id } : undefined;
};

/**
 * NetBox's JSON object of a prefix (4.4 to 4.7) as the port has it; undefined where a key that every version has is
 * missing or of another type. An IPv4 prefix keeps NetBox's spelling.
 */
export const readPrefixObject = (json: unknown, etag?: string): NetBoxPrefix | undefined => {
  const object = (json ?? {}) as PrefixObject;
  const base = required(object);
  const vrf = table(object.vrf);
  if (base === undefined || vrf === undefined) return undefined;
  const lease = object.custom_fields?.[LEASE_FIELD];
  const claim = object.custom_fields?.[CLAIM_FIELD];
  return {
    ...base,
    ...vrf,
    ...(isText(lease) ? { lease } : {}),
    ...(isText(claim) ? { claim } : {}),
    ...(etag === undefined ? {} : { etag }),
  };
};
