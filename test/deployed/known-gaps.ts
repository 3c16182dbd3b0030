import { test } from '@jest/globals';

/** What an emulator does not do as AWS does, and how we know. */
export type Gap = { name: string; reason: string };

/** By emulator: what is skipped there, or cannot be seen there and is held by another test, which the reason names. */
export const KNOWN_GAPS = {
  ministack: [
    {
      name: 'ops stack',
      reason:
        'metric-math and composite alarms, the event archive and query definitions cannot be created: LeaseholdOps is held by its template',
    },
    {
      name: 'deployment roles',
      reason:
        'with AUTH=true the asset bucket refuses the roles of the bootstrap: deployed with deployAs=CALLER',
    },
    {
      name: 'point-in-time recovery of the template',
      reason:
        'PointInTimeRecoverySpecification is ignored; a restore works all the same, but gives what is there now',
    },
    {
      name: 'CORS of the template',
      reason: 'its names are kept as CloudFormation spells them and not found again: held by the template',
    },
    {
      name: 'message move task',
      reason: 'StartMessageMoveTask is not there: the suite moves the message as that task does',
    },
    {
      name: 'partial failures of a stream batch',
      reason:
        'batchItemFailures and bisect are ignored for stream sources: held by the tests of the stream handlers',
    },
    {
      name: 'time limit of the state machine',
      reason: 'TimeoutSeconds of the machine is ignored; those of the tasks work',
    },
    { name: 'role of the state machine', reason: 'is not enforced: held by the tests of the template' },
    { name: 'metrics', reason: 'EMF lines make no metrics: held by the tests of the emission' },
    {
      name: '/health',
      reason: 'is answered by the emulator itself below its own address; /api/v1/health is ours',
    },
  ],
} as const satisfies Record<string, readonly Gap[]>;

/** The name of a gap of any emulator. */
export type GapName = (typeof KNOWN_GAPS)[keyof typeof KNOWN_GAPS][number]['name'];

/** The gap in the emulator under test, where it has it; without DEPLOYED_EMULATOR there is none. */
const gapHere = (name: GapName): Gap | undefined => {
  const gaps: Readonly<Record<string, readonly Gap[]>> = KNOWN_GAPS;
  return gaps[process.env.DEPLOYED_EMULATOR ?? '']?.find((gap) => gap.name === name);
};

/** A test that is skipped, with the reason in its name, where the emulator has the gap. */
export const testUnlessGap = (name: GapName, title: string, run: () => Promise<void>): void => {
  const gap = gapHere(name);
  if (gap === undefined) test(title, run);
  else test.skip(`${title} (${gap.reason})`, run);
};
