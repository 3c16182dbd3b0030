import { releasePrefix } from '../../shared/usecases/release-prefix.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** Task ReleasePrefix of the revoke machine: the prefix leaves NetBox, or is kept there out of first-fit's reach. */
export const handler = deps.revokeTask('releasePrefix', (ref) => releasePrefix(ref, deps));
