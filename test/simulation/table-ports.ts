import type { Claim } from '../../shared/domain/claim.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { LeaseKey } from '../../shared/domain/lease.ts';
import type { Deps, Written } from '../../shared/usecases/ports.ts';
import { memoryClaimStore } from '../support/memory-claim-store.ts';
import type { MemoryWrite } from '../support/memory-faults.ts';
import { memoryInventory } from '../support/memory-inventory.ts';
import { memoryLeaseStore } from '../support/memory-lease-store.ts';
import { type MemoryParts, rowName } from '../support/memory-rows.ts';
import { memoryStatistics } from '../support/memory-statistics.ts';
import type { Actor } from './actor.ts';
import { type Ask, askFor } from './calls.ts';
import { watchClaim, watchWrite } from './watch.ts';
import type { World } from './world.ts';

const PATIENCE = 3_000;
/** The SDK gives a request up after seconds; a write that is under way lands soon after, or within minutes of a freeze. */
const LATENESS = [1_000, 20_000, 60_000, 180_000];
const NEVER: readonly number[] = [0];

const unreachable = (): never => {
  throw new Error('The table cannot be reached.');
};

const contended = (): never => {
  throw new LeaseholdError('contended', 'The table is too busy for this call. Repeat it.', {
    retryAfterSeconds: 1,
  });
};

const DOORS: Readonly<Record<Exclude<MemoryWrite['door'], 'apply'>, string>> = {
  recordAuthorization: 'leases.recordAuthorization',
  saveProfile: 'leases.saveProfile',
  claim: 'claims.change',
  pool: 'inventory.changePool',
  nas: 'inventory.changeNas',
  count: 'statistics.count',
  reconciled: 'inventory.saveReconciled',
};

const applyNames = new Map<string, string>();

const nameOf = (write: MemoryWrite): string => {
  if (write.door !== 'apply') return DOORS[write.door];
  const move = write.move as string;
  const known = applyNames.get(move) ?? `leases.apply(${move})`;
  applyNames.set(move, known);
  return known;
};

const PUT: readonly MemoryWrite['door'][] = ['count', 'pool', 'nas', 'reconciled'];
const TRANSACTIONS: readonly unknown[] = ['allocate', 'finishRevoke'];

/** DynamoDB knows the token of a transaction again, and answers its repeat with success; so do rows that are put. */
const isTokened = ({ door, move }: MemoryWrite): boolean => PUT.includes(door) || TRANSACTIONS.includes(move);

const rowOf = ({ rows }: World, { door, space, cidr }: MemoryWrite): Claim | undefined =>
  door === 'claim' ? rows.claims.get(rowName(space as string, cidr as string)) : undefined;

/** The store reads a refusal that shows its own writeId as its own success. */
const judged = (world: World, write: MemoryWrite, repeat: unknown): unknown => {
  if (write.door === 'claim') {
    return repeat === true || rowOf(world, write)?.writeId === world.writeId;
  }
  const written = repeat as Written;
  const isMine = !written.applied && written.current?.writeId === world.writeId;
  return isMine ? { applied: true } : written;
};

const leaseOf = ({ tenant, subscriber }: MemoryWrite): LeaseKey | undefined =>
  tenant === undefined || subscriber === undefined ? undefined : { tenant, subscriber };

const isApplied = (result: unknown): boolean => (result as Partial<Written> | undefined)?.applied === true;

const writeAsk = <T>(
  { world, actor }: { world: World; actor: Actor },
  write: MemoryWrite,
  effect: () => T,
): Ask<T> => {
  world.ids += 1;
  const id = `w${world.ids}`;
  const land = (): T => {
    world.writeId = id;
    const before = rowOf(world, write);
    const result = effect();
    if (isApplied(result)) watchWrite(world, actor, write);
    const after = rowOf(world, write);
    if (before !== after) watchClaim(world, actor, [before, after]);
    return result;
  };
  return {
    name: nameOf(write),
    kind: 'write',
    of: leaseOf(write),
    effect: land,
    again: (first) => (isTokened(write) ? first : (judged(world, write, land()) as T)),
    silence: unreachable,
    refuse: contended,
    patience: PATIENCE,
    lateness: LATENESS,
  };
};

const readNames = new Map<object, string>();

const readName = (read: { port: string; method: string }): string => {
  const known = readNames.get(read) ?? `${read.port}.${read.method}`;
  readNames.set(read, known);
  return known;
};

/** The ports of the table for one actor: each of its calls waits for its turn. */
export const tablePorts = (
  world: World,
  actor: Actor,
): Pick<Deps, 'leases' | 'claims' | 'inventory' | 'statistics'> => {
  const parts: MemoryParts = {
    rows: world.rows,
    newWriteId: () => world.writeId,
    // A use case that changed what it read would throw in the other tests.
    keep: (value) => value,
    run: (write, effect) => askFor(world, actor, writeAsk({ world, actor }, write, effect)),
    see: (read, look) =>
      askFor(world, actor, {
        name: readName(read),
        kind: 'read',
        effect: look,
        again: look,
        silence: unreachable,
        patience: PATIENCE,
        lateness: NEVER,
      }),
  };
  return {
    leases: memoryLeaseStore(parts),
    claims: memoryClaimStore(parts),
    inventory: memoryInventory(parts),
    statistics: memoryStatistics(parts),
  };
};
