import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readSettings } from '../../infra/settings.ts';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
const settingsWith = (more: Record<string, unknown>) =>
  readSettings((name) => ({ ...context, ...more })[name]);

const PROD = {
  environment: 'prod',
  netboxUrl: 'https://netbox.example.net',
  netboxTokenSecret: 'leasehold/netbox-token',
  nasSecretPrefix: 'leasehold/nas',
  spaceId: 'default',
  jwtIssuer: 'https://login.example.net',
  jwtAudience: ['leasehold'],
  tableStreamArn: '',
  allowedOrigins: [],
  domainName: '',
  certificateArn: '',
  provisioningAccounts: {},
  revokeMachineType: 'EXPRESS',
  egressAddresses: 0,
  allocateConcurrency: 10,
  requestsPerSecond: 100,
  queueConcurrency: 10,
  logRetentionDays: 90,
  deletionProtection: true,
  operations: true,
  alarmEmail: '',
  monthlyBudgetUsd: 100,
  deployAs: 'BOOTSTRAP',
};

test('the settings of cdk.json are good as they are, and those of production', () => {
  expect(settingsWith({})).toEqual(PROD);
});

test('an environment brings its own, and protects nothing in dev', () => {
  expect(settingsWith({ environment: 'dev' })).toEqual({
    ...PROD,
    environment: 'dev',
    deletionProtection: false,
    logRetentionDays: 14,
    allocateConcurrency: 'unreserved',
    requestsPerSecond: 20,
    queueConcurrency: 2,
    monthlyBudgetUsd: 20,
  });
});

test('what is given for this deployment alone comes before what its environment says', () => {
  const settings = settingsWith({ environment: 'dev', deletionProtection: 'true', logRetentionDays: 3 });
  expect(settings).toMatchObject({ deletionProtection: true, logRetentionDays: 3, requestsPerSecond: 20 });
});

test('environments may be others than those of cdk.json', () => {
  const environments = { ...context.environments, lab: { ...context.environments.dev, queueConcurrency: 7 } };
  expect(settingsWith({ environment: 'lab', environments })).toMatchObject({
    environment: 'lab',
    queueConcurrency: 7,
  });
});

test.each([
  ['queueConcurrency', '5', 5],
  ['allocateConcurrency', 'unreserved', 'unreserved'],
  ['deletionProtection', 'false', false],
  ['operations', 'false', false],
  ['alarmEmail', 'noc@example.net', 'noc@example.net'],
  ['monthlyBudgetUsd', '50', 50],
  ['jwtAudience', 'a, b', ['a', 'b']],
  ['jwtAudience', ['a', 'b'], ['a', 'b']],
  ['provisioningAccounts', '{"acme":"123456789012"}', { acme: '123456789012' }],
  ['logRetentionDays', '9999', 9999],
  ['revokeMachineType', 'STANDARD', 'STANDARD'],
  ['netboxUrl', 'http://127.0.0.1:8000/netbox', 'http://127.0.0.1:8000/netbox'],
  ['egressAddresses', '2', 2],
  ['allowedOrigins', '', []],
  [
    'allowedOrigins',
    'https://a.example, http://localhost:5173',
    ['https://a.example', 'http://localhost:5173'],
  ],
])('a setting may come from the command line: %s=%j', (name, value, expected) => {
  expect(settingsWith({ [name]: value })).toHaveProperty(name, expected);
});

test.each<[string, unknown, string]>([
  ['netboxUrl', 'netbox', 'must be an http or https URL without query; it is "netbox"'],
  ['netboxUrl', undefined, 'must be an http or https URL without query; it is not set'],
  ['netboxUrl', 'https://n/?a=1', 'must be an http'],
  ['netboxTokenSecret', 'a b', 'must be the name of a secret'],
  ['spaceId', 'Space One', 'must be 1 to 32 of a-z'],
  ['jwtAudience', '', 'must be one or more names'],
  ['jwtAudience', undefined, 'must be one or more names'],
  ['jwtAudience', [], 'must be one or more names'],
  ['provisioningAccounts', { Acme: '123456789012' }, 'must be an object of tenant ids'],
  ['provisioningAccounts', { acme: '123' }, 'must be an object of tenant ids'],
  ['provisioningAccounts', '{', 'JSON'],
  ['revokeMachineType', 'express', 'must be EXPRESS or STANDARD'],
  ['allocateConcurrency', 0, 'must be a whole number from 1 to 1000'],
  ['allocateConcurrency', 1001, 'must be a whole number'],
  ['requestsPerSecond', 0, 'must be a whole number from 1 to 10000'],
  ['queueConcurrency', 1, 'must be a whole number from 2 to 1000'],
  ['queueConcurrency', 2.5, 'must be a whole number'],
  ['logRetentionDays', 4, 'must be a retention of CloudWatch Logs: 1, 3, 5, 7'],
  ['deletionProtection', 'yes', 'must be true or false'],
  ['operations', 'some', 'must be true or false'],
  ['alarmEmail', 'noc', 'must be an e-mail address, or empty'],
  ['monthlyBudgetUsd', -1, 'must be a whole number from 0 to 1000000'],
  ['egressAddresses', 3, 'must be a whole number from 0 to 2'],
  ['egressAddresses', '', 'must be a whole number from 0 to 2'],
  ['tableStreamArn', 'leasehold-restored', 'must be the ARN of the stream of a table, or empty'],
  ['allowedOrigins', '*', 'must be origins such as https://console.example.net'],
  ['allowedOrigins', 'https://a.example/', 'must be origins'],
  ['allowedOrigins', undefined, 'must be origins'],
  ['domainName', 'Leases', 'must be a host name in lower case, or empty'],
  [
    'certificateArn',
    'arn:aws:iam::123456789012:server-certificate/x',
    'must be the ARN of a certificate of ACM',
  ],
  ['environment', 'test', 'must be dev or prod; it is "test"'],
  ['environment', undefined, 'must be dev or prod; it is not set'],
  ['deployAs', 'ROOT', 'must be BOOTSTRAP or CALLER'],
])('a wrong %s is refused: %j', (name, value, complaint) => {
  expect(() => settingsWith({ [name]: value })).toThrow(`  ${name} `);
  expect(() => settingsWith({ [name]: value })).toThrow(complaint);
});

test('all faults are named at once', () => {
  expect(() => settingsWith({ spaceId: '', queueConcurrency: 0 })).toThrow(
    /^The context of the CDK app is wrong \(cdk\.json, or -c name=value\):\n {2}spaceId .*\n {2}queueConcurrency .*$/,
  );
});

test.each([
  [{ domainName: 'leases.example.net' }],
  [{ certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b' }],
])('a name needs its certificate, and the other way round: %j', (half) => {
  expect(() => settingsWith(half)).toThrow('  domainName and certificateArn must both be given, or neither');
});

test('a name that is no setting is refused in an environment, be it the one that is deployed or not', () => {
  const environments = { ...context.environments, dev: { deletionProtecton: false } };
  expect(() => settingsWith({ environments })).toThrow('  environments.dev.deletionProtecton is no setting');
});

test('what an environment leaves out is missing', () => {
  expect(() => settingsWith({ environment: 'dev', environments: { dev: {} } })).toThrow(
    '  logRetentionDays must be a retention of CloudWatch Logs',
  );
  expect(() => settingsWith({ environments: undefined })).toThrow(
    '  environment must be one of environments; it is "prod"',
  );
});

test('no accounts is the same as none given', () => {
  expect(settingsWith({ provisioningAccounts: undefined }).provisioningAccounts).toEqual({});
});
