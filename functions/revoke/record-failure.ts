import { recordFailure } from '../../shared/usecases/record-failure.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** Task RecordFailure of the revoke machine: gives the revocation back, to be tried again or as failed. */
export const handler = deps.revokeFailure('recordFailure', (request) => recordFailure(request, deps));
