/** How many requests are generated, and the seed of fast-check where it is to be repeated. */
export type Fuzz = { requests: number; seed: { seed?: number } };

/** A million requests take their time. */
export const FUZZ_MILLISECONDS = 60 * 60_000;

/** What `npm run fuzz` asks for by its variables; in the suite so many requests as are told. */
export const fuzzOf = (environment: NodeJS.ProcessEnv, requests: number): Fuzz => {
  const { FUZZ_REQUESTS, FUZZ_SEED } = environment;
  return {
    requests: Number(FUZZ_REQUESTS ?? requests),
    seed: FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) },
  };
};
