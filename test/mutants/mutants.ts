import { ACCESS } from './list/access.ts';
import { ALLOCATION } from './list/allocation.ts';
import { AUTHORIZATION } from './list/authorization.ts';
import { CLAIMS } from './list/claims.ts';
import { DEADLINES } from './list/deadlines.ts';
import { EVENTS } from './list/events.ts';
import { ENDS } from './list/finish.ts';
import { INFRA } from './list/infra.ts';
import { MESSAGES } from './list/messages.ts';
import { NETBOX } from './list/netbox.ts';
import { NETBOX_HTTP } from './list/netbox-http.ts';
import { ORPHANS } from './list/orphans.ts';
import { RADIUS } from './list/radius.ts';
import { RELEASES } from './list/release.ts';
import { REPEATS } from './list/repeats.ts';
import { REVOCATION } from './list/revocation.ts';
import { STATISTICS } from './list/statistics.ts';
import { STORES } from './list/stores.ts';
import { SWEEPER } from './list/sweeper.ts';
import type { Mutant } from './mutant.ts';

/** All mutants, in the order of the life of a lease. */
export const MUTANTS: readonly Mutant[] = [
  ...ALLOCATION,
  ...CLAIMS,
  ...ORPHANS,
  ...AUTHORIZATION,
  ...REVOCATION,
  ...RELEASES,
  ...ENDS,
  ...REPEATS,
  ...STORES,
  ...DEADLINES,
  ...SWEEPER,
  ...EVENTS,
  ...MESSAGES,
  ...STATISTICS,
  ...NETBOX_HTTP,
  ...NETBOX,
  ...RADIUS,
  ...ACCESS,
  ...INFRA,
];
