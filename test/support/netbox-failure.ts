import { LeaseholdError } from '../../shared/domain/errors.ts';

/** How a call of the port failed; a call that succeeds, or throws anything else, fails the test. */
export type NetBoxFailure = { code: string; message: string; retryAfterSeconds?: number };

/** Waits for the LeaseholdError that a call ends with. */
export const failureOf = async (call: Promise<unknown>): Promise<NetBoxFailure> => {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof LeaseholdError)) throw error;
    const { retryAfterSeconds } = error.facts;
    return {
      code: error.code,
      message: error.message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  throw new Error('the call should have failed');
};
