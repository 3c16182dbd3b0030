import { holds } from '../../shared/domain/condition.ts';
import type { ClaimChange, ClaimStore } from '../../shared/usecases/ports.ts';
import { type MemoryParts, type MemoryRead, rowName } from './memory-rows.ts';

const READ: MemoryRead = { port: 'claims', method: 'read' };
const LIST: MemoryRead = { port: 'claims', method: 'listTenures' };

const change = ({ rows, newWriteId, keep }: MemoryParts, { key, when, to }: ClaimChange): boolean => {
  const name = rowName(key.space, key.cidr);
  const found = rows.claims.get(name);
  if (!holds(when, found)) return to === undefined && found === undefined;
  if (to === undefined) rows.claims.delete(name);
  else rows.claims.set(name, keep({ ...to, writeId: newWriteId() }));
  return true;
};

/** The claims and tenures of a memory table. */
export const memoryClaimStore = (parts: MemoryParts): ClaimStore => ({
  read: ({ space, cidr }) => parts.see(READ, () => parts.rows.claims.get(rowName(space, cidr))),
  change: (asked) => parts.run({ door: 'claim', ...asked.key }, () => change(parts, asked)),
  listTenures: ({ space, cidr }) =>
    parts.see(LIST, () =>
      parts.rows.tenures
        .filter((tenure) => tenure.space === space && tenure.cidr === cidr)
        .sort((a, b) => a.since - b.since),
    ),
});
