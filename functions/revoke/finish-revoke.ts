import { finishRevocation } from '../../shared/usecases/finish-revocation.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** Task FinishRevoke of the revoke machine: the lease, its claim and its tenure end in one transaction. */
export const handler = deps.revokeTask('finishRevoke', (ref) => finishRevocation(ref, deps));
