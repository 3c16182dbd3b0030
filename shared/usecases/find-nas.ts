import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, Session } from '../domain/lease.ts';
import { identifyingKeys, type Nas } from '../domain/nas.ts';
import { mergedSession } from '../domain/service.ts';
import type { Deps } from './ports.ts';

/** The NAS entries that a call may need: none are read where it names none and sends nothing. */
export const listNasFor = (
  request: { key: { tenant: string }; session: Session; send: boolean },
  deps: Pick<Deps, 'inventory'>,
): Promise<Nas[]> =>
  request.send || request.session.nasIp !== undefined
    ? deps.inventory.listNas(request.key.tenant)
    : Promise.resolve([]);

const unknownNas = (lease: Lease, ip: string | undefined): LeaseholdError =>
  new LeaseholdError(
    'unknown-nas',
    ip === undefined
      ? `No NAS is named, and none is known for the session of subscriber ${lease.subscriber}. Send nasIp.`
      : `There is no NAS ${ip}. The platform adds it with PUT /network/nas/${ip}.`,
    { lease },
  );

/**
 * The NAS that a request for this lease goes to. Throws `unknown-nas` where none is named or known or where the named
 * one does not exist, `unknown-session` where that NAS could not find the session by what is known of it. Undefined
 * where nothing is to be sent.
 */
export const judgeNas = (
  lease: Lease,
  request: { session: Session; send: boolean },
  known: readonly Nas[],
): Nas | undefined => {
  const session = mergedSession(lease, request.session) ?? {};
  const nas = known.find(({ ip }) => ip === session.nasIp);
  if (request.session.nasIp !== undefined && nas === undefined) throw unknownNas(lease, session.nasIp);
  if (!request.send) return undefined;
  if (nas === undefined) throw unknownNas(lease, session.nasIp);
  if (Object.keys(identifyingKeys(nas.profile, session)).length > 0) return nas;
  throw new LeaseholdError(
    'unknown-session',
    `NAS ${nas.ip} cannot find the session of subscriber ${lease.subscriber} by what is known of it. Send username or acctSessionId.`,
    { lease },
  );
};
