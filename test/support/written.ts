import type { AuthorizationChange, Change, ProfileChange } from '../../shared/domain/change.ts';
import { holds } from '../../shared/domain/condition.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import { patched } from '../../shared/domain/patch.ts';

/** A write through any of the three doors. */
export type Write = Change | AuthorizationChange | ProfileChange;

const setVersion = (after: Lease, write: Write, stored: Lease | undefined): void => {
  if (!('version' in write)) after.authorizationRevision = (stored?.authorizationRevision ?? 0) + 1;
  else if (write.version === 'rises') after.version = (stored?.version ?? 0) + 1;
  else if (write.version !== 'stays') {
    after.version = write.version.born;
    after.authorizationRevision = 0;
  }
};

const setAction = (after: Lease, write: Write): void => {
  if ('gone' in write) after.lastAction = 'saveProfile';
  else if ('move' in write && write.move in LIFECYCLE) after.lastAction = write.move as Lease['lastAction'];
};

const setDue = (after: Lease, { dueAt }: Write): void => {
  if (typeof dueAt === 'number') after.dueAt = dueAt;
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
  const remove = write.dueAt === 'none' ? [...write.remove, 'dueAt'] : write.remove;
  const after = patched(stored ?? write.key, { set: write.set, remove }) as Lease;
  setVersion(after, write, stored);
  setAction(after, write);
  setDue(after, write);
  return after;
};
