import type { Mappings } from './cloud-mappings.ts';
import type { CloudParts } from './cloud-parts.ts';
import type { LocalSchedules } from './schedules.ts';

/** A record that was written while a poll was under way is found by the next one. */
const QUIET_ROUNDS = 2;

/**
 * Resolves when nothing can go on before time passes. A message that is hidden and a batch of a stream that waits for
 * its next try are idle; a state machine in a Wait is not.
 */
export const untilIdle = async (
  parts: CloudParts,
  schedules: LocalSchedules,
  mappings: Mappings,
): Promise<void> => {
  for (let quiet = 0; quiet < QUIET_ROUNDS; quiet = (await isBusy(parts, mappings)) ? 0 : quiet + 1) {
    await schedules.settled();
    await parts.bus.delivered();
    for (const machine of parts.machines.values()) await machine.settled();
    await parts.functions.settled();
  }
};

const isBusy = async ({ functions }: CloudParts, { consumers, pollers }: Mappings): Promise<boolean> => {
  const found = await Promise.all(pollers.map((poller) => poller.poll()));
  return found.includes(true) || functions.running() > 0 || consumers.some((consumer) => consumer.busy());
};
