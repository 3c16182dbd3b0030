/** A subscriber session of the simulated NAS. `delegatedPrefix` is a cidr. */
export type NasSession = { username: string; acctSessionId: string; delegatedPrefix?: string };

/** The keys that a request names a session by; each one that is there has to match (RFC 5176 3). */
export type NamedKeys = { username?: string | undefined; acctSessionId?: string | undefined };

/** The sessions that are up, by Acct-Session-Id. */
export type NasSessions = {
  /** Brings a session up, in place of one with the same Acct-Session-Id. */
  add(session: NasSession): void;
  remove(acctSessionId: string): void;
  list(): NasSession[];
  /** Every session that all the given keys match. */
  matching(keys: NamedKeys): NasSession[];
};

/** No session yet. */
export const nasSessions = (): NasSessions => {
  const sessions = new Map<string, NasSession>();
  return {
    add: (session) => sessions.set(session.acctSessionId, session),
    remove: (acctSessionId) => sessions.delete(acctSessionId),
    list: () => [...sessions.values()],
    matching: ({ username, acctSessionId }) =>
      [...sessions.values()].filter(
        (session) =>
          (username ?? session.username) === session.username &&
          (acctSessionId ?? session.acctSessionId) === session.acctSessionId,
      ),
  };
};
