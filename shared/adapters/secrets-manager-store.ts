import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { LeaseholdError } from '../domain/errors.ts';
import type { SecretStore } from '../usecases/ports.ts';

const isCalled = (error: unknown, name: string): boolean => (error as Error).name === name;

/** The service's own message may quote the value that it refused, so only its name is passed on. */
const withoutValue = (verb: string, name: string, error: unknown): LeaseholdError =>
  new LeaseholdError('internal', `The secret ${name} could not be ${verb}: ${(error as Error).name}.`);

/** The SecretStore port on AWS Secrets Manager. Throws `internal` with the service's error name, never a value. */
export const secretsManagerStore = (client: SecretsManagerClient): SecretStore => {
  const put = async (name: string, value: string): Promise<boolean> => {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
      return true;
    } catch (error) {
      if (isCalled(error, 'ResourceNotFoundException')) return false;
      throw withoutValue('written', name, error);
    }
  };

  const create = async (name: string, value: string): Promise<boolean> => {
    try {
      await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
      return true;
    } catch (error) {
      if (isCalled(error, 'ResourceExistsException')) return false;
      throw withoutValue('created', name, error);
    }
  };

  return {
    write: async (name, value) => {
      if (await put(name, value)) return;
      if (await create(name, value)) return;
      // Somebody created it between the two.
      if (await put(name, value)) return;
      throw new LeaseholdError(
        'contended',
        `The secret ${name} is being created and deleted. Repeat the call.`,
        {
          retryAfterSeconds: 5,
        },
      );
    },
    remove: async (name) => {
      try {
        await client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
      } catch (error) {
        if (!isCalled(error, 'ResourceNotFoundException')) throw withoutValue('removed', name, error);
      }
    },
  };
};
