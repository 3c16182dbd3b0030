import { LeaseholdError } from '../../shared/domain/errors.ts';

/** The code that a call is refused with; a call that succeeds or throws anything else gives a text that is no code. */
export const refusedCode = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'it was not refused';
  } catch (error) {
    return error instanceof LeaseholdError ? error.code : `it threw ${error}`;
  }
};
