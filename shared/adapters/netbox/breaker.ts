/** Leave to send one request, whose end must be reported exactly once; or how long to wait before asking again. */
export type Admission =
  | { admitted: true; report(answered: boolean): void }
  | { admitted: false; retryAfterMilliseconds: number };

/** Stops a process from sending to a server that does not answer. */
export type CircuitBreaker = { admit(): Admission };

/**
 * A circuit breaker: opens after `failures` requests in a row without a usable answer, stays open for
 * `pauseMilliseconds`, then admits one probe at a time until one is answered. `clock` gives epoch milliseconds.
 */
export const circuitBreaker = (options: {
  clock: () => number;
  failures: number;
  pauseMilliseconds: number;
}): CircuitBreaker => {
  const { clock, failures, pauseMilliseconds } = options;
  let inARow = 0;
  let openUntil = 0;
  let probing = false;

  const report = (answered: boolean): void => {
    inARow = answered ? 0 : inARow + 1;
    if (inARow >= failures) openUntil = clock() + pauseMilliseconds;
  };

  const probe = (): Admission => {
    probing = true;
    return {
      admitted: true,
      report(answered) {
        probing = false;
        report(answered);
      },
    };
  };

  return {
    admit() {
      if (inARow < failures) return { admitted: true, report };
      const wait = openUntil - clock();
      if (wait > 0) return { admitted: false, retryAfterMilliseconds: wait };
      if (probing) return { admitted: false, retryAfterMilliseconds: pauseMilliseconds };
      return probe();
    },
  };
};
