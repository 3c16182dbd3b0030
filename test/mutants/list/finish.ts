import { mutantsOf } from '../mutant.ts';

const area = 'The end of a revocation and the machine';

const FINISH = mutantsOf(
  { area, file: 'shared/usecases/finish-revocation.ts', suites: ['test/usecases/finish-revocation.test.ts'] },
  [
    {
      id: 'claim-refused-and-done',
      breaks: 'A revocation has not ended where the claim row refused the transaction.',
      find: 'if (written.applied) return DONE;',
      replace: 'if (written.applied || written.claimTaken) return DONE;',
    },
    {
      id: 'done-by-another',
      breaks: 'A run whose revocation was followed by another has not ended that one.',
      find: "lease?.state === 'revoked' && revocationOf(lease)?.id === ref.revocationId;",
      replace: "lease?.state === 'revoked';",
    },
  ],
);

const CLAIM_RUN = mutantsOf(
  {
    area,
    file: 'shared/usecases/claim-revocation.ts',
    suites: ['test/usecases/claim-revocation.test.ts'],
  },
  [
    {
      id: 'second-run-goes-on',
      breaks: 'An execution that finds the revocation taken ends, and touches neither router nor NetBox.',
      find: 'return written.applied ? DONE : SUPERSEDED;',
      replace: 'return DONE;',
    },
  ],
);

/** The choices that follow one another after each task of the machine. */
const choice = (outcome: string): string =>
  `\n        },\n        {\n          "Variable": "$.step.outcome",\n          "StringEquals": "${outcome}",\n          "Next": `;
const SUPERSEDED = `${choice('superseded')}"Superseded"`;
const FAILED = choice('failed');

const MACHINE = mutantsOf(
  { area, file: 'statemachines/revoke.asl.json', suites: ['test/statemachines/revoke-walk.test.ts'] },
  [
    {
      id: 'busy-goes-on',
      breaks: 'A run that waited for the lease’s sending slot asks for it again.',
      find: '"Seconds": 10,\n      "Next": "DisconnectSession"',
      replace: '"Seconds": 10,\n      "Next": "ReleasePrefix"',
    },
    {
      id: 'thrown-disconnect-goes-on',
      breaks: 'A Disconnect that threw has an unknown end: nothing is released on it.',
      find: '"Next": "DescribeError"\n        }\n      ],\n      "Next": "IsDisconnected"',
      replace: '"Next": "ReleasePrefix"\n        }\n      ],\n      "Next": "IsDisconnected"',
    },
    {
      id: 'failed-disconnect-goes-on',
      breaks: 'Nothing is released where the Disconnect failed.',
      find: `"Next": "WaitForSlot"${SUPERSEDED}${FAILED}"RecordFailure"`,
      replace: `"Next": "WaitForSlot"${SUPERSEDED}${FAILED}"ReleasePrefix"`,
    },
    {
      id: 'failed-release-is-finished',
      breaks: 'A release that failed does not end the revocation.',
      find: `"Next": "FinishRevoke"${SUPERSEDED}${FAILED}"RecordFailure"`,
      replace: `"Next": "FinishRevoke"${SUPERSEDED}${FAILED}"FinishRevoke"`,
    },
    {
      id: 'superseded-goes-on',
      breaks: 'An execution that finds the revocation taken ends in peace.',
      find: `"Next": "DisconnectSession"${SUPERSEDED}`,
      replace: `"Next": "DisconnectSession"${SUPERSEDED.replace('"Superseded"', '"DisconnectSession"')}`,
    },
    {
      id: 'failed-finish-is-revoked',
      breaks: 'A revocation whose end was refused is tried again.',
      find: `"Next": "Revoked"${SUPERSEDED}${FAILED}"RecordFailure"`,
      replace: `"Next": "Revoked"${SUPERSEDED}${FAILED}"Revoked"`,
    },
    {
      id: 'disconnect-after-release',
      breaks: 'The session ends before its prefix is released.',
      find: '"StringEquals": "done",\n          "Next": "DisconnectSession"',
      replace: '"StringEquals": "done",\n          "Next": "ReleasePrefix"',
    },
    {
      id: 'failure-goes-unrecorded',
      breaks: 'A run that a task’s error ended gives its revocation back, with the reason.',
      find: '"Next": "DescribeError"\n        }\n      ],\n      "Next": "IsReleased"',
      replace: '"Next": "NotRecorded"\n        }\n      ],\n      "Next": "IsReleased"',
    },
  ],
);

/** The mutants of a revocation’s end, and of the machine that leads there. */
export const ENDS = [...FINISH, ...CLAIM_RUN, ...MACHINE];
