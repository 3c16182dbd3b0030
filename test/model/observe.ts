import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { parseClaimMark } from '../../shared/domain/marker.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { seeded } from '../simulation/chance.ts';
import { emptyCoverage } from '../simulation/coverage.ts';
import { joinParty } from '../simulation/parties.ts';
import { settingOf } from '../simulation/plan.ts';
import { finish, makeWorld } from '../simulation/schedule.ts';
import type { World } from '../simulation/world.ts';
import { leaseName } from '../support/memory-rows.ts';
import { nameOf, outsideOf, type Seen, toldBy } from './seen.ts';

/** What a schedule of the simulator did, as the model sees it. `outside`: why the model has no words for it. */
export type Observed = {
  seed: number;
  etags: boolean;
  cidrs: readonly string[];
  before: { leases: Lease[]; objects: NetBoxPrefix[] };
  steps: Seen[];
  outside: string | undefined;
};

type Notes = Pick<Observed, 'steps'> & { outside: string | undefined };

/** Notes what is done to a map, after it was done. */
const watchMap = <T>(
  map: Map<string | number, T>,
  see: (key: string | number, before: T | undefined, after: T | undefined) => void,
): void => {
  const set = map.set.bind(map);
  const remove = map.delete.bind(map);
  map.set = (key, value) => {
    const before = map.get(key);
    set(key, value);
    see(key, before, value);
    return map;
  };
  map.delete = (key) => {
    const before = map.get(key);
    const was = remove(key);
    if (was) see(key, before, undefined);
    return was;
  };
};

const leaseOfMark = (claim: string | undefined): string => {
  const mark = parseClaimMark(claim ?? '');
  return mark === undefined ? '' : `${mark.tenant}/${mark.subscriber}`;
};

const isReleased = (world: World, object: NetBoxPrefix | undefined): boolean => {
  const mark = parseClaimMark(object?.claim ?? '');
  const lease = mark === undefined ? undefined : world.rows.leases.get(leaseName(mark));
  return mark === undefined || (lease?.state === 'revoking' && heldBy(lease)?.netboxPrefixId === object?.id);
};

const watchObjects = (world: World, { steps }: Notes): void =>
  watchMap(world.netbox.objects as Map<string | number, NetBoxPrefix>, (id, before, after) => {
    const whose = String(id);
    if (after === undefined)
      steps.push({ kind: 'DELETES', whose, which: '0', isRun: isReleased(world, before) });
    else if (before === undefined)
      steps.push({ kind: 'MAKES', whose: leaseOfMark(after.claim), which: after.cidr, made: whose });
    else steps.push({ kind: 'WITHDRAWS', whose, which: after.claim?.startsWith('quarantine') ? '1' : '2' });
  });

const watchClaims = (world: World, { steps }: Notes): void =>
  watchMap(world.rows.claims as Map<string | number, { state: string; cidr: string }>, (_, before, after) => {
    if (after === undefined && before !== undefined && before.state !== 'held')
      steps.push({ kind: 'DROPS_ROW', whose: before.cidr, which: '0' });
  });

const watchLeases = (world: World, notes: Notes): void => {
  const { records } = world.rows;
  const push = records.push.bind(records);
  records.push = (...made) => {
    for (const record of made) {
      notes.outside ??= outsideOf(record);
      const told = toldBy(record);
      const lease = record.after;
      if (told !== undefined && lease !== undefined)
        notes.steps.push({ kind: told.kind, whose: nameOf(lease), which: told.which ?? '0' });
    }
    return push(...made);
  };
};

/** Runs one schedule of the simulator, and notes every step that the model can see, in order. */
export const observe = async (seed: number): Promise<Observed> => {
  const chance = seeded(seed);
  const setting = settingOf(chance);
  const world = makeWorld(setting, { chance, coverage: emptyCoverage() });
  const before = {
    leases: [...world.rows.leases.values()],
    objects: [...world.netbox.objects.values()],
  };
  const named = before.leases.some(({ profile }) => profile?.preassigned !== undefined);
  const notes: Notes = { steps: [], outside: named ? 'a preassigned prefix' : undefined };
  watchObjects(world, notes);
  watchClaims(world, notes);
  watchLeases(world, notes);
  const keys = setting.subscribers.map(({ tenant, subscriber }) => ({ tenant, subscriber }));
  const parties = 1 + chance.weighted(setting.theme.crowd);
  for (let party = 0; party < parties; party++) joinParty(world, keys);
  await finish(world);
  return { seed, etags: setting.etags, cidrs: setting.modelPool.children, before, ...notes };
};
