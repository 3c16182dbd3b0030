import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { LeaseholdError } from '../domain/errors.ts';

/** Reads secrets by name. Both reject with `internal` where there is no such secret or it cannot be read. */
export type SecretReader = {
  /** From memory for 60 s. */
  read(name: string): Promise<string>;
  /** From the service, now: where the other side refused what `read` gave. */
  refresh(name: string): Promise<string>;
};

const FRESH_MILLISECONDS = 60_000;
/** Far more NAS than one process talks to within the time that it lives. */
const MOST_SECRETS = 1_000;

type Kept = { value: Promise<string>; at: number };

/**
 * A reader that remembers each value for 60 s, so that a rotation needs no restart and a burst makes one call. What
 * could not be read is not remembered.
 */
export const secretReader = (client: SecretsManagerClient, clock: () => number): SecretReader => {
  const kept = new Map<string, Kept>();

  const fetchValue = async (name: string): Promise<string> => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
      if (answer.SecretString !== undefined) return answer.SecretString;
    } catch (error) {
      const why = (error as Error).name;
      throw new LeaseholdError('internal', `The secret ${name} could not be read: ${why}.`);
    }
    throw new LeaseholdError('internal', `The secret ${name} holds no text.`);
  };

  const refresh = (name: string): Promise<string> => {
    const oldest = kept.keys().next();
    if (kept.size >= MOST_SECRETS && !oldest.done) kept.delete(oldest.value);
    const entry = { value: fetchValue(name), at: clock() };
    kept.set(name, entry);
    entry.value.catch(() => {
      if (kept.get(name) === entry) kept.delete(name);
    });
    return entry.value;
  };

  return {
    refresh,
    read: (name) => {
      const entry = kept.get(name);
      const isFresh = entry !== undefined && clock() - entry.at < FRESH_MILLISECONDS;
      return isFresh ? entry.value : refresh(name);
    },
  };
};
