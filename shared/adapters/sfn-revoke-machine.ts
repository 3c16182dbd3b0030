import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RevokeMachine } from '../usecases/ports.ts';

/**
 * The RevokeMachine port on Step Functions, Express or Standard. The execution has no name: a name would be refused
 * for 90 days after a run that failed, and a second run of one revocation is harmless.
 */
export const sfnRevokeMachine = (client: SFNClient, stateMachineArn: string): RevokeMachine => ({
  start: async ({ tenantId, subscriberId, revocationId }) => {
    const input = JSON.stringify({ tenantId, subscriberId, revocationId });
    await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  },
});
