import { publishLifecycleEvents } from '../../shared/usecases/publish-lifecycle-events.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** The table's stream to the event bus: an event exists exactly when its write does. */
export const handler = deps.leaseRecords('set-aside', (records) => publishLifecycleEvents(records, deps));
