import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readSettings } from '../../infra/settings.ts';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
const settingsWith = (more: Record<string, unknown>) =>
  readSettings((name) => ({ ...context, ...more })[name]);

test('the settings of cdk.json are good as they are', () => {
  expect(settingsWith({})).toEqual({
    netboxUrl: 'https://netbox.example.net',
    netboxTokenSecret: 'leasehold/netbox-token',
    nasSecretPrefix: 'leasehold/nas',
    spaceId: 'default',
    jwtIssuer: 'https://login.example.net',
    jwtAudience: ['leasehold'],
    provisioningAccounts: {},
    revokeMachineType: 'EXPRESS',
    allocateConcurrency: 10,
    requestsPerSecond: 100,
    queueConcurrency: 10,
    logRetentionDays: 90,
    deletionProtection: true,
    operations: true,
    alarmEmail: '',
    monthlyBudgetUsd: 0,
    deployAs: 'BOOTSTRAP',
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

test('no accounts is the same as none given', () => {
  expect(settingsWith({ provisioningAccounts: undefined }).provisioningAccounts).toEqual({});
});
