import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';

const BITS = 128n;

/** Groups are zero more often than chance would have it: that is where `::` is decided. */
const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 0xffff }));
const groups = fc.array(group, { minLength: 8, maxLength: 8 });
const number = (parts: readonly number[]): bigint =>
  parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
/** An address with the bits beyond a length cleared. */
export const masked = (address: bigint, length: number): bigint => {
  const shift = BITS - BigInt(length);
  return (address >> shift) << shift;
};
/** Any prefix of any length. */
export const prefix = fc
  .record({ groups, length: fc.integer({ min: 0, max: 128 }) })
  .map(({ groups, length }): Prefix => ({ address: masked(number(groups), length), length }));
/** A prefix as ipaddr.js has it. */
export const peer = ({ address, length }: Prefix): [ipaddr.IPv6, number] => [
  new ipaddr.IPv6(Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(16 * (7 - i))) & 0xffffn))),
  length,
];
/** The prefix that a text stands for; fails the test where it stands for none. */
export const parsed = (text: string): Prefix => {
  const found = parsePrefix(text);
  if (found === undefined) throw new Error(`${text} is no prefix.`);
  return found;
};
