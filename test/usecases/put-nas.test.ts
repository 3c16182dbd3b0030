import { expect, test } from '@jest/globals';
import { isError } from '../../shared/domain/errors.ts';
import { deleteNas } from '../../shared/usecases/delete-nas.ts';
import { listNas } from '../../shared/usecases/list-nas.ts';
import { nasSecretName } from '../../shared/usecases/nas-secret.ts';
import { putNas } from '../../shared/usecases/put-nas.ts';
import { memoryTable } from '../support/memory-table.ts';

const NAS = {
  port: 3799,
  profile: 'rfc5176',
  requireMessageAuthenticator: false,
  zeroVectorQuirk: false,
} as const;

const AT = { tenant: 'acme', ip: '2001:db8::1' };
const NAME = 'leasehold/nas/acme/2001_db8__1';

const world = () => {
  const { inventory } = memoryTable();
  const secrets = new Map<string, string>();
  const order: string[] = [];
  return {
    kept: secrets,
    order,
    inventory: {
      ...inventory,
      putNas: async (...given: Parameters<typeof inventory.putNas>) => {
        order.push('row in');
        return inventory.putNas(...given);
      },
      deleteNas: async (...given: Parameters<typeof inventory.deleteNas>) => {
        order.push('row out');
        return inventory.deleteNas(...given);
      },
    },
    secrets: {
      write: async (name: string, value: string) => {
        order.push('secret in');
        secrets.set(name, value);
      },
      remove: async (name: string) => {
        order.push('secret out');
        secrets.delete(name);
      },
    },
    settings: { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' },
  };
};

test('the secret is there before the row that names it, and goes after it', async () => {
  const deps = world();
  const { nas, created } = await putNas({ ...AT, nas: NAS, secret: 's' }, deps);
  expect({ nas, created }).toEqual({ nas: { ...NAS, ip: AT.ip, secretName: NAME }, created: true });
  expect(deps.kept).toEqual(new Map([[NAME, 's']]));
  expect(await listNas({ tenant: 'acme' }, deps)).toEqual([nas]);
  expect(await putNas({ ...AT, nas: NAS, secret: 't' }, deps)).toMatchObject({ created: false });
  await deleteNas(AT, deps);
  expect(deps.order).toEqual(['secret in', 'row in', 'secret in', 'row in', 'row out', 'secret out']);
  expect(deps.kept.size).toBe(0);
});

test('a NAS that is not there is not found, and a secret that was left is removed all the same', async () => {
  const deps = world();
  deps.kept.set(NAME, 'left');
  const error = await deleteNas(AT, deps).catch((thrown: unknown) => thrown);
  expect(isError(error, 'not-found')).toBe(true);
  expect(deps.kept.size).toBe(0);
});

test('no two access routers share a secret', () => {
  const names = ['a', 'b'].flatMap((tenant) =>
    ['::1:2', '::12', '1.2.3.4'].map((ip) => nasSecretName('p', { tenant, ip })),
  );
  expect(new Set(names).size).toBe(6);
});
