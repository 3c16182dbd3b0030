import * as z from 'zod/mini';
import { LeaseholdError } from '../../domain/errors.ts';

const run = {
  tenantId: z.string().check(z.minLength(1)),
  subscriberId: z.string().check(z.minLength(1)),
  revocationId: z.int().check(z.positive()),
  runId: z.string().check(z.minLength(1)),
};

const runRef = z.strictObject(run);

const runFailure = z.strictObject({
  ...run,
  failure: z.object({ code: z.string(), detail: z.string(), healing: z.boolean() }),
});

/** What every task of the revoke machine is given: the revocation, and the execution that works on it. */
export type RevokeTaskInput = z.output<typeof runRef>;

/** What RecordFailure is given: why the run did not end its revocation. */
export type RevokeFailureInput = z.output<typeof runFailure>;

const read = <T>(parsed: { success: true; data: T } | { success: false; error: { issues: unknown } }): T => {
  if (parsed.success) return parsed.data;
  throw new LeaseholdError('internal', 'The revoke machine gave a task another input than it expects.', {
    cause: parsed.error.issues,
  });
};

/** Reads a task's input. Throws `internal`: only statemachines/revoke.asl.json makes it. */
export const revokeTaskInput = (input: unknown): RevokeTaskInput => read(runRef.safeParse(input));

/** Reads the input of RecordFailure. Throws `internal`. */
export const revokeFailureInput = (input: unknown): RevokeFailureInput => read(runFailure.safeParse(input));
