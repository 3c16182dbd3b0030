import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sfnRevokeMachine } from '../../shared/adapters/sfn-revoke-machine.ts';

const ARN = 'arn:aws:states:eu-west-1:000000000000:stateMachine:revoke';
const REF = { tenantId: 'acme', subscriberId: 'line-1', revocationId: 5 };

test('the machine is started with the revocation alone, and without a name', async () => {
  const states = mockClient(SFNClient);
  states.on(StartExecutionCommand).resolves({});
  await sfnRevokeMachine(new SFNClient({ region: 'eu-west-1' }), ARN).start({
    ...REF,
    more: 1,
  } as typeof REF);
  const input = states.commandCalls(StartExecutionCommand)[0]?.args[0].input;
  expect(input).toEqual({ stateMachineArn: ARN, input: expect.any(String) });
  expect(JSON.parse(input?.input ?? '')).toEqual(REF);
});

test('a machine that cannot be started rejects', async () => {
  mockClient(SFNClient).on(StartExecutionCommand).rejects(new Error('throttled'));
  const machine = sfnRevokeMachine(new SFNClient({ region: 'eu-west-1' }), ARN);
  await expect(machine.start(REF)).rejects.toThrow('throttled');
});
