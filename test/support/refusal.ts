import { LeaseholdError } from '../../shared/domain/errors.ts';

/** The LeaseholdError that a call is refused with; a call that succeeds or throws anything else fails the test. */
export const refusal = (call: () => unknown): LeaseholdError => {
  try {
    call();
  } catch (error) {
    if (error instanceof LeaseholdError) return error;
    throw error;
  }
  throw new Error('The call was not refused.');
};
