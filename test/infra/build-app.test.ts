import { expect, test } from '@jest/globals';
import { appWith } from '../support/synthesized.ts';

const rolesOf = (more: Record<string, unknown>) => {
  const { stacks } = appWith(more).synth();
  return stacks.map(({ assumeRoleArn, cloudFormationExecutionRoleArn }) => [
    assumeRoleArn,
    cloudFormationExecutionRoleArn,
  ]);
};

test('the stacks are deployed with the roles of the bootstrap', () => {
  const roles = rolesOf({}).flat();
  expect(roles.length).toBeGreaterThanOrEqual(4);
  for (const role of roles) expect(role).toContain('cdk-hnb659fds-');
});

test('the stacks are deployed with the credentials of the command line, where that is set', () => {
  const roles = rolesOf({ deployAs: 'CALLER' }).flat();
  expect(roles.filter(Boolean)).toEqual([]);
});
