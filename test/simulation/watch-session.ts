import type { LeaseIn } from '../../shared/domain/lease.ts';
import { NAS_PROFILES } from '../../shared/domain/nas.ts';
import { violate, type World } from './world.ts';

type Ending = LeaseIn<'revoking' | 'revoked'>;

/** Names the word of the router that belongs to one revocation. */
export const goneKey = (lease: Ending): string =>
  `${lease.tenant}/${lease.subscriber}/${lease.revocation?.id ?? 0}`;

/** Some routers find a session by its Acct-Session-Id alone: "not found" may then mean an id that is out of date. */
const couldBeFound = (world: World, lease: Ending): boolean => {
  const nas = [...world.rows.nas.values()].find(
    (row) => row.tenant === lease.tenant && row.nas.ip === lease.session?.nasIp,
  );
  const keys: readonly string[] = nas === undefined ? [] : NAS_PROFILES[nas.nas.profile].keys;
  return lease.session?.username !== undefined && keys.includes('username');
};

/**
 * A prefix goes back only after its session is gone, or by an operator's word. A session that came up after the router
 * was asked is a new one; one that the router lied about cannot be known of.
 */
export const watchSession = (world: World, lease: Ending): void => {
  if (!lease.revocation?.disconnect || world.nas.habit === 'lies') return;
  const who = `${lease.tenant}/${lease.subscriber}`;
  const word = world.gone.get(goneKey(lease));
  if (word === undefined) {
    violate(world, 'released only after the session is gone', `${who}: no router had said that it is`);
    return;
  }
  const lives = world.nas.sessions.some(
    ({ tenant, subscriber, since }) =>
      tenant === lease.tenant && subscriber === lease.subscriber && since <= word.at,
  );
  if (lives && (word.result === 'confirmed' || couldBeFound(world, lease))) {
    violate(world, 'released only after the session is gone', `${who}: its session is up (${word.result})`);
  }
};
