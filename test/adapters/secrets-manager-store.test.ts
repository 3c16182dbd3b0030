import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { secretsManagerStore } from '../../shared/adapters/secrets-manager-store.ts';

const NAME = 'leasehold/nas/acme/2001:db8::1';
const VALUE = 'xyzzy-shared';

const failure = (name: string, message = name): Error => Object.assign(new Error(message), { name });

const storeOn = () => {
  const manager = mockClient(SecretsManagerClient);
  manager.on(PutSecretValueCommand).resolves({});
  manager.on(CreateSecretCommand).resolves({});
  manager.on(DeleteSecretCommand).resolves({});
  return { manager, store: secretsManagerStore(new SecretsManagerClient({ region: 'eu-west-1' })) };
};

test('a secret that exists gets a new value', async () => {
  const { manager, store } = storeOn();
  await store.write(NAME, VALUE);
  expect(manager.calls().map(({ args }) => args[0].input)).toEqual([{ SecretId: NAME, SecretString: VALUE }]);
});

test('a secret that does not exist is created', async () => {
  const { manager, store } = storeOn();
  manager.on(PutSecretValueCommand).rejects(failure('ResourceNotFoundException'));
  await store.write(NAME, VALUE);
  expect(manager.commandCalls(CreateSecretCommand)[0]?.args[0].input).toEqual({
    Name: NAME,
    SecretString: VALUE,
  });
});

test('a secret that somebody else creates at the same moment still gets this value', async () => {
  const { manager, store } = storeOn();
  manager.on(PutSecretValueCommand).rejectsOnce(failure('ResourceNotFoundException')).resolves({});
  manager.on(CreateSecretCommand).rejects(failure('ResourceExistsException'));
  await store.write(NAME, VALUE);
  expect(manager.commandCalls(PutSecretValueCommand)).toHaveLength(2);
});

test('a secret that comes and goes between the calls is left to a repeat', async () => {
  const { manager, store } = storeOn();
  manager.on(PutSecretValueCommand).rejects(failure('ResourceNotFoundException'));
  manager.on(CreateSecretCommand).rejects(failure('ResourceExistsException'));
  await expect(store.write(NAME, VALUE)).rejects.toMatchObject({ code: 'contended' });
});

test('an error of the service that quotes the value is passed on without it', async () => {
  const { manager, store } = storeOn();
  manager.on(PutSecretValueCommand).rejects(failure('ValidationException', `Value '${VALUE}' is too long`));
  const thrown = await store.write(NAME, VALUE).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'internal' });
  expect(String((thrown as Error).stack)).not.toContain(VALUE);
  expect((thrown as Error).cause).toBeUndefined();
});

test('an error while the secret is created is passed on without the value', async () => {
  const { manager, store } = storeOn();
  manager.on(PutSecretValueCommand).rejects(failure('ResourceNotFoundException'));
  manager.on(CreateSecretCommand).rejects(failure('LimitExceededException', VALUE));
  await expect(store.write(NAME, VALUE)).rejects.toThrow(
    `The secret ${NAME} could not be created: LimitExceededException.`,
  );
});

test('a removed secret is gone at once, so that its name may be used again', async () => {
  const { manager, store } = storeOn();
  await store.remove(NAME);
  expect(manager.calls().map(({ args }) => args[0].input)).toEqual([
    { SecretId: NAME, ForceDeleteWithoutRecovery: true },
  ]);
});

test('a secret that is not there is removed already', async () => {
  const { manager, store } = storeOn();
  manager.on(DeleteSecretCommand).rejects(failure('ResourceNotFoundException'));
  await expect(store.remove(NAME)).resolves.toBeUndefined();
});

test('a secret that cannot be removed rejects', async () => {
  const { manager, store } = storeOn();
  manager.on(DeleteSecretCommand).rejects(failure('AccessDeniedException'));
  await expect(store.remove(NAME)).rejects.toThrow('AccessDeniedException');
});
