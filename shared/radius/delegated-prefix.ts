import { LeaseholdError } from '../domain/errors.ts';
import { parsePrefix } from '../domain/prefix.ts';

const ADDRESS_BYTES = 16;

/**
 * The value of Delegated-IPv6-Prefix, RFC 4818 3: a reserved zero byte, the prefix length in bits, then only the
 * bytes that the length needs; 2..18 bytes. `parsePrefix` refuses bits beyond the length, so none can be set here.
 * A text that is no prefix is `malformed-request`.
 */
export const encodeDelegatedPrefix = (cidr: string): Buffer => {
  const prefix = parsePrefix(cidr);
  if (prefix === undefined) throw new LeaseholdError('malformed-request', `${cidr} is not an IPv6 prefix.`);
  const address = Buffer.from(prefix.address.toString(16).padStart(2 * ADDRESS_BYTES, '0'), 'hex');
  return Buffer.concat([Buffer.of(0, prefix.length), address.subarray(0, Math.ceil(prefix.length / 8))]);
};
