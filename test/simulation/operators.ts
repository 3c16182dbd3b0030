import type { LeaseKey } from '../../shared/domain/lease.ts';
import { deleteNas } from '../../shared/usecases/delete-nas.ts';
import { putPool } from '../../shared/usecases/put-pool.ts';
import { putProfile } from '../../shared/usecases/put-profile.ts';
import type { Actor, End } from './actor.ts';
import { sessionOf } from './births.ts';
import { depsFor } from './deps.ts';
import { judgeThrown } from './thrown.ts';
import { note, type World } from './world.ts';

const LIMIT = 29_000;

const start = (
  world: World,
  to: { name: string; file: string; key: LeaseKey },
  body: (actor: Actor) => Promise<unknown>,
): void => {
  const tell = (end: End): void => judgeThrown(world, to.name, end);
  world.scheduler.start(
    { name: to.name, file: to.file, scope: to.key, thaws: false, limit: LIMIT, tell },
    body,
  );
};

/** The routers restart: sessions are gone, and come up again under new ids. */
const reboot = (world: World): void => {
  const { nas, scheduler } = world;
  const before = nas.sessions;
  nas.sessions = [];
  if (world.trace !== undefined) note(world, 'routers', `restart: ${before.length} sessions are gone`);
  scheduler.at(scheduler.now() + 20_000, () => {
    for (const session of before) {
      const turn = 1 + Number(session.acctSessionId.split('-').at(-1));
      nas.login({ ...session, ...sessionOf(session, turn), since: scheduler.now() });
    }
  });
};

const preassign = (world: World, key: LeaseKey): void => {
  const preassigned = world.children[world.chance.below(world.children.length)] as string;
  const call = { key, profile: { mode: 'pd' as const, preassigned } };
  start(world, { name: `${key.subscriber} putProfile`, file: 'put-profile.ts', key }, (actor) =>
    putProfile(call, depsFor(world, actor)),
  );
};

const changePool = (world: World, key: LeaseKey): void => {
  const { netboxPoolId, cidr: _, space: __, ...rule } = world.pool;
  const grant = { ...rule, quarantineSeconds: rule.quarantineSeconds === 0 ? 300 : 0 };
  start(world, { name: `${key.tenant} putPool`, file: 'put-pool.ts', key }, (actor) =>
    putPool({ tenant: key.tenant, netboxPoolId, grant }, depsFor(world, actor)),
  );
};

const removeNas = (world: World, key: LeaseKey): void =>
  start(world, { name: `${key.tenant} deleteNas`, file: 'delete-nas.ts', key }, (actor) =>
    deleteNas({ tenant: key.tenant, ip: '192.0.2.1' }, depsFor(world, actor)),
  );

const ACTS = [reboot, preassign, changePool, removeNas];

/** An operator does one thing that is not a subscriber's life. */
export const operate = (world: World, key: LeaseKey): void =>
  ACTS[world.chance.weighted([4, 3, 3, 1])]?.(world, key);
