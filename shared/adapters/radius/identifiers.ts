/** RFC 5176 6.3: a NAS may take a repeated identifier from the same port within this time for a retransmission. */
const NO_REUSE_MS = 300_000;
const IDENTIFIERS = 256;

type PortUse = { first: number; usedAt: number[] };

/**
 * Hands out the identifier of the next request from a local UDP port: from a random start upwards, so that none
 * comes back within 300 s. Undefined where the port has used all 256 in that time. The kernel picks the port of each
 * socket and may pick one again, hence the memory; it holds only ports used within 300 s. `clock` is in epoch
 * milliseconds, `random` in [0, 1).
 */
export const identifierLedger = ({ clock, random }: { clock: () => number; random: () => number }) => {
  const uses = new Map<number, PortUse>();

  const forgetOldPorts = (since: number): void => {
    for (const [port, { usedAt }] of uses) {
      if ((usedAt.at(-1) as number) > since) return;
      uses.delete(port);
    }
  };

  return (port: number): number | undefined => {
    const since = clock() - NO_REUSE_MS;
    forgetOldPorts(since);
    const { first, usedAt } = uses.get(port) ?? { first: Math.floor(random() * IDENTIFIERS), usedAt: [] };
    const recent = usedAt.filter((at) => at > since);
    if (recent.length === IDENTIFIERS) return undefined;
    // Deleted first, so that the map stays in the order of last use.
    uses.delete(port);
    const next = first + usedAt.length - recent.length;
    uses.set(port, { first: next, usedAt: [...recent, clock()] });
    return (next + recent.length) % IDENTIFIERS;
  };
};
