import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { TRACED_SHARE } from '../../../infra/constructs/traced-share.ts';
import { appWith } from '../../support/synthesized.ts';

const assembly = appWith().synth();
const templateOf = (name: string) => Template.fromJSON(assembly.getStackByName(name).template);

test('X-Ray keeps a share of the traces that the revoke machine begins, and no more of any second', () => {
  const rules = Object.values(templateOf('LeaseholdOps').findResources('AWS::XRay::SamplingRule'));
  expect(rules.map(({ Properties }) => Properties.SamplingRule)).toMatchObject([
    {
      FixedRate: TRACED_SHARE,
      ReservoirSize: 0,
      ServiceType: 'AWS::StepFunctions::StateMachine',
      ResourceARN: expect.anything(),
    },
  ]);
});

test('no function begins a trace of its own, and Lambda logs of its calls no more than what went wrong', () => {
  const functions = Object.values(templateOf('LeaseholdCore').findResources('AWS::Lambda::Function'));
  expect(functions.length).toBeGreaterThan(20);
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    });
  }
});
