/** What the retries of one process may cost. */
export type RetryTokens = {
  /** Takes the token of one retry; false where there is none left. */
  take(): boolean;
  /** A request was answered. */
  earn(): void;
};

const REFILL_PER_ANSWER = 0.1;

/**
 * A budget of retries: full at the start, and earned back by a tenth of what succeeds. A server that is slow or down
 * for everybody is thus asked at most 1.1 times as often as without retries, once the first `capacity` are spent.
 */
export const retryTokens = (capacity: number): RetryTokens => {
  let tokens = capacity;
  return {
    take() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    earn() {
      tokens = Math.min(capacity, tokens + REFILL_PER_ANSWER);
    },
  };
};
