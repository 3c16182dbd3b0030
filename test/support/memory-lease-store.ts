import type { AuthorizationChange, Change, ProfileChange } from '../../shared/domain/change.ts';
import type { Claim, ClaimKey, ClaimWrite } from '../../shared/domain/claim.ts';
import { absent, all, type Condition, equal, holds } from '../../shared/domain/condition.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import type { Due, LeaseStore, Written } from '../../shared/usecases/ports.ts';
import { leaseName, type MemoryParts, type MemoryRead, type MemoryRows, rowName } from './memory-rows.ts';
import { endsLife, type Write, written } from './written.ts';

const READ: MemoryRead = { port: 'leases', method: 'read' };
const LIST_DUE: MemoryRead = { port: 'leases', method: 'listDue' };

const claimName = ({ space, cidr }: ClaimKey): string => rowName(space, cidr);

const conditionOf = (write: ClaimWrite): Condition => {
  switch (write.write) {
    case 'put':
      return absent('state');
    case 'hold':
      return all(
        equal('state', 'reserved'),
        equal('tenant', write.claim.tenant),
        equal('subscriber', write.claim.subscriber),
        equal('epoch', write.claim.epoch),
      );
    case 'drop':
    case 'keep':
      return equal('netboxPrefixId', write.netboxPrefixId);
  }
};

const keyOf = (write: ClaimWrite): ClaimKey => ('claim' in write ? write.claim : write.key);

const claimAfter = (write: ClaimWrite, found: Claim | undefined, writeId: string): Claim | undefined => {
  switch (write.write) {
    case 'put':
    case 'hold':
      return { ...write.claim, writeId };
    case 'drop':
      return undefined;
    case 'keep': {
      const { state, dueAt, netboxPrefixId } = write;
      return { ...(found as Claim), state, dueAt, netboxPrefixId, writeId };
    }
  }
};

const putRow = <T>(map: Map<string, T>, name: string, value: T | undefined): void => {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
};

const putLease = ({ rows, keep }: MemoryParts, name: string, lease: Lease | undefined): void => {
  const after = keep(lease);
  const before = rows.leases.get(name);
  putRow(rows.leases, name, after);
  rows.records.push({
    sequence: String(rows.records.length + 1),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
};

const putBeside = ({ rows, keep }: MemoryParts, change: Write, writeId: string): void => {
  if (!('move' in change)) return;
  const { claim, tenure } = change;
  if (claim !== undefined) {
    const name = claimName(keyOf(claim));
    putRow(rows.claims, name, keep(claimAfter(claim, rows.claims.get(name), writeId)));
  }
  if (tenure !== undefined) rows.tenures.push(keep(tenure));
};

const claimRefuses = (rows: MemoryRows, change: Write): boolean => {
  const claim = 'claim' in change ? change.claim : undefined;
  return claim !== undefined && !holds(conditionOf(claim), rows.claims.get(claimName(keyOf(claim))));
};

const refused = (stored: Lease | undefined, change: Write): Written => {
  if (stored !== undefined) return { applied: false, current: stored, claimTaken: false };
  return endsLife(change) ? { applied: true } : { applied: false, claimTaken: false };
};

const write = (parts: MemoryParts, change: Write): Written => {
  const { rows } = parts;
  const name = leaseName(change.key);
  const stored = rows.leases.get(name);
  const after = written(stored, change);
  if (after === 'refused') return refused(stored, change);
  if (claimRefuses(rows, change)) return { applied: false, claimTaken: true };
  const writeId = parts.newWriteId();
  if (after !== undefined) after.writeId = writeId;
  putLease(parts, name, after);
  putBeside(parts, change, writeId);
  return { applied: true };
};

const through = (
  parts: MemoryParts,
  door: 'apply' | 'recordAuthorization' | 'saveProfile',
  change: Change | AuthorizationChange | ProfileChange,
): Promise<Written> => {
  const { tenant, subscriber } = change.key;
  const move = 'move' in change ? change.move : undefined;
  return parts.run({ door, move, tenant, subscriber }, () => write(parts, change));
};

const dueEntries = (rows: MemoryRows): { at: number | undefined; due: Due }[] => [
  ...[...rows.leases.values()].map(({ tenant, subscriber, dueAt }) => ({
    at: dueAt,
    due: { kind: 'lease', key: { tenant, subscriber } } as const,
  })),
  ...[...rows.claims.values()].map(({ space, cidr, dueAt }) => ({
    at: dueAt,
    due: { kind: 'claim', key: { space, cidr } } as const,
  })),
];

/** The leases of a memory table: every write is judged and made in one turn. */
export const memoryLeaseStore = (parts: MemoryParts): LeaseStore => ({
  read: (key) => parts.see(READ, () => parts.rows.leases.get(leaseName(key))),
  apply: (change) => through(parts, 'apply', change),
  recordAuthorization: (change) => through(parts, 'recordAuthorization', change),
  saveProfile: (change) => through(parts, 'saveProfile', change),
  listDue: (now, limit) =>
    parts.see(LIST_DUE, () =>
      dueEntries(parts.rows)
        .flatMap(({ at, due }) => (at === undefined || at > now ? [] : [{ at, due }]))
        .sort((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ due }) => due),
    ),
});
