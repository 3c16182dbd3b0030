/** An answer of the NAS. A slow router has it only from `readyAt` on, in epoch milliseconds. */
export type ReadyAnswer = { bytes: Buffer; readyAt: number };

/** Answers by request: source, identifier and authenticator (RFC 5080 2.2.2). */
export type AnswerCache = {
  /** Undefined for a request that was not decided, or was answered over 5 s ago. */
  recall(key: string): ReadyAnswer | undefined;
  remember(key: string, answer: ReadyAnswer): void;
};

const KEPT_MS = 5_000;

/** An empty cache. `clock` is in epoch milliseconds. */
export const answerCache = (clock: () => number): AnswerCache => {
  const answers = new Map<string, ReadyAnswer>();
  const isOld = ({ readyAt }: ReadyAnswer): boolean => readyAt + KEPT_MS < clock();
  return {
    recall: (key) => {
      const answer = answers.get(key);
      return answer === undefined || isOld(answer) ? undefined : answer;
    },
    remember: (key, answer) => {
      for (const [old, kept] of answers) if (isOld(kept)) answers.delete(old);
      answers.set(key, answer);
    },
  };
};
