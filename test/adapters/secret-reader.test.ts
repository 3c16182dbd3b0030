import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { secretReader } from '../../shared/adapters/secret-reader.ts';

const readerOn = () => {
  const manager = mockClient(SecretsManagerClient);
  const clock = { now: 1_000_000 };
  const reader = secretReader(new SecretsManagerClient({ region: 'eu-west-1' }), () => clock.now);
  const calls = (): number => manager.commandCalls(GetSecretValueCommand).length;
  return { manager, clock, reader, calls };
};

test('a secret is asked for once in 60 s, however often it is read', async () => {
  const { manager, clock, reader, calls } = readerOn();
  manager.on(GetSecretValueCommand).resolves({ SecretString: 'old' });
  await expect(Promise.all([reader.read('a'), reader.read('a')])).resolves.toEqual(['old', 'old']);
  clock.now += 59_999;
  await expect(reader.read('a')).resolves.toBe('old');
  expect(calls()).toBe(1);
});

test('a rotated secret is seen after 60 s', async () => {
  const { manager, clock, reader } = readerOn();
  manager.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
  await reader.read('a');
  clock.now += 60_000;
  await expect(reader.read('a')).resolves.toBe('new');
});

test('a refresh sees a rotated secret now, and so do the reads after it', async () => {
  const { manager, reader } = readerOn();
  manager.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
  await reader.read('a');
  await expect(reader.refresh('a')).resolves.toBe('new');
  await expect(reader.read('a')).resolves.toBe('new');
});

test('secrets are remembered by their names', async () => {
  const { manager, reader } = readerOn();
  manager.on(GetSecretValueCommand, { SecretId: 'a' }).resolves({ SecretString: 'of a' });
  manager.on(GetSecretValueCommand, { SecretId: 'b' }).resolves({ SecretString: 'of b' });
  await expect(reader.read('a')).resolves.toBe('of a');
  await expect(reader.read('b')).resolves.toBe('of b');
});

test('a secret that could not be read is asked for again', async () => {
  const { manager, reader } = readerOn();
  const missing = Object.assign(new Error('no secret'), { name: 'ResourceNotFoundException' });
  manager.on(GetSecretValueCommand).rejectsOnce(missing).resolves({ SecretString: 'there' });
  await expect(reader.read('a')).rejects.toMatchObject({
    code: 'internal',
    message: 'The secret a could not be read: ResourceNotFoundException.',
  });
  await expect(reader.read('a')).resolves.toBe('there');
});

test('a failed read does not make a newer one forgotten', async () => {
  const { manager, reader, calls } = readerOn();
  manager.on(GetSecretValueCommand).rejectsOnce(new Error('away')).resolves({ SecretString: 'there' });
  const failed = reader.refresh('a');
  const good = reader.refresh('a');
  await expect(failed).rejects.toMatchObject({ code: 'internal' });
  await expect(good).resolves.toBe('there');
  await reader.read('a');
  expect(calls()).toBe(2);
});

test('a binary secret is none', async () => {
  const { manager, reader } = readerOn();
  manager.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
  await expect(reader.read('a')).rejects.toThrow('The secret a holds no text.');
});

test('the memory is bounded: after a thousand others the oldest is asked for again', async () => {
  const { manager, reader, calls } = readerOn();
  manager.on(GetSecretValueCommand).resolves({ SecretString: 'value' });
  for (let each = 0; each <= 1_000; each++) await reader.read(`name-${each}`);
  const before = calls();
  await reader.read('name-1000');
  expect(calls()).toBe(before);
  await reader.read('name-0');
  expect(calls()).toBe(before + 1);
});
