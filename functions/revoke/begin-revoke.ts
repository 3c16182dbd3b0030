import { claimRevocation } from '../../shared/usecases/claim-revocation.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** Task BeginRevoke of the revoke machine: this run claims the revocation, or learns that another has it. */
export const handler = deps.revokeTask('beginRevoke', (ref) => claimRevocation(ref, deps));
