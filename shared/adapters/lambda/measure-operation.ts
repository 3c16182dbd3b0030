import { LeaseholdError } from '../../domain/errors.ts';
import type { Metrics } from '../../usecases/ports.ts';

/** What is measured, for whom, and which word its answer is counted under. */
export type Operation<A> = {
  operation: string;
  tenant: string;
  run: () => Promise<A>;
  outcomeOf: (answer: A) => string;
};

/**
 * Runs an operation, counts it by outcome and times it in milliseconds. What is thrown is counted under its error
 * code (`internal` for a defect) and thrown on.
 */
export const measureOperation = async <A>(
  { operation, tenant, run, outcomeOf }: Operation<A>,
  { metrics, clock }: { metrics: Metrics; clock: () => number },
): Promise<A> => {
  const begun = clock();
  let outcome = 'internal';
  try {
    const answer = await run();
    outcome = outcomeOf(answer);
    return answer;
  } catch (error) {
    if (error instanceof LeaseholdError) outcome = error.code;
    throw error;
  } finally {
    metrics.count('LifecycleOperation', { operation, outcome, tenant });
    metrics.count('OperationDuration', { operation }, clock() - begun);
  }
};
