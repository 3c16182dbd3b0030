import type { AuthorizationChange, Change, ProfileChange } from '../../shared/domain/change.ts';
import { holds } from '../../shared/domain/condition.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import { patched } from '../../shared/domain/patch.ts';

/** A write through any of the three doors. */
export type Write = Change | AuthorizationChange | ProfileChange;

const versionAfter = (write: Write, stored: Lease | undefined): object => {
  if (!('version' in write)) return { authorizationRevision: (stored?.authorizationRevision ?? 0) + 1 };
  if (write.version === 'stays') return {};
  return write.version === 'rises'
    ? { version: (stored?.version ?? 0) + 1 }
    : { version: write.version.born, authorizationRevision: 0 };
};

const actionAfter = (write: Write): object => {
  if ('gone' in write) return { lastAction: 'saveProfile' };
  return 'move' in write && write.move in LIFECYCLE ? { lastAction: write.move } : {};
};

/** Whether the item goes with this write. */
export const endsLife = (write: Write): boolean =>
  ('gone' in write && write.gone) || ('move' in write && write.move === 'purge');

/**
 * What a store holds after a write, by its condition and its paths and not by its `next`: undefined where the item
 * is gone, `refused` where the condition does not hold. The writeId is the store's own and stays as it was.
 */
export const written = (stored: Lease | undefined, write: Write): Lease | undefined | 'refused' => {
  if (!holds(write.when, stored)) return 'refused';
  if (endsLife(write)) return undefined;
  const isDue = typeof write.dueAt === 'number';
  return patched(stored ?? write.key, {
    set: {
      ...write.set,
      ...versionAfter(write, stored),
      ...actionAfter(write),
      ...(isDue ? { dueAt: write.dueAt } : {}),
    },
    remove: write.dueAt === 'none' ? [...write.remove, 'dueAt'] : write.remove,
  }) as Lease;
};
