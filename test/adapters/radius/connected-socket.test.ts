import { expect, test } from '@jest/globals';
import { openConnectedSocket } from '../../../shared/adapters/radius/connected-socket.ts';

test('a socket is connected to the NAS from a port of its own', async () => {
  const first = await openConnectedSocket({ ip: '127.0.0.1', port: 9 });
  const second = await openConnectedSocket({ ip: '127.0.0.1', port: 9, localAddress: '127.0.0.2' });
  try {
    expect(first?.remoteAddress()).toMatchObject({ address: '127.0.0.1', port: 9 });
    expect(second?.address().address).toBe('127.0.0.2');
    expect(first?.address().port).not.toBe(second?.address().port);
  } finally {
    first?.close();
    second?.close();
  }
});

test('an address that this machine does not have leads nowhere', async () => {
  expect(await openConnectedSocket({ ip: '127.0.0.1', port: 9, localAddress: '192.0.2.1' })).toBeUndefined();
});

test('a name is never looked up', async () => {
  await expect(openConnectedSocket({ ip: 'localhost', port: 9 })).rejects.toMatchObject({
    code: 'unknown-nas',
  });
});

test('a source address of the other family is a mistake of configuration, not of the network', async () => {
  await expect(openConnectedSocket({ ip: '127.0.0.1', port: 9, localAddress: '::1' })).rejects.toThrow();
});
