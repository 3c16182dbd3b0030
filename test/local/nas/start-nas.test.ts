import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type LocalNas, type NasOptions, startNas } from '../../../local/nas/start-nas.ts';
import { type RawRadius, rawRadius, unsignedRequest } from '../../support/raw-radius.ts';

const SECRET = 'testing123';

const withNas = async (
  options: Omit<NasOptions, 'secret'>,
  body: (nas: LocalNas, socket: RawRadius) => Promise<void>,
): Promise<void> => {
  const nas = await startNas({ ...options, secret: SECRET });
  const socket = await rawRadius(nas);
  try {
    await body(nas, socket);
  } finally {
    socket.close();
    await nas.close();
  }
};

const disconnect = (username: string, identifier: number): Buffer =>
  unsignedRequest({
    code: 'Disconnect-Request',
    secret: SECRET,
    identifier,
    attributes: [
      ['User-Name', username],
      ['Acct-Session-Id', 's1'],
    ],
  });

test('a NAS loses as many requests as it is told, without acting on them', async () => {
  await withNas({}, async (nas, socket) => {
    nas.sessions.add({ username: 'carol', acctSessionId: 's1' });
    nas.faults.dropRequests = 1;
    socket.send(disconnect('carol', 1));
    expect([...(await socket.ask(disconnect('bob', 2))).subarray(0, 2)]).toEqual([42, 2]);
    expect(nas.sessions.list()).toHaveLength(1);
  });
});

test('a NAS loses as many answers as it is told, having acted on the requests', async () => {
  await withNas({}, async (nas, socket) => {
    nas.sessions.add({ username: 'carol', acctSessionId: 's1' });
    nas.faults.dropAnswers = 1;
    const packet = disconnect('carol', 1);
    socket.send(packet);
    expect((await socket.ask(packet))[0]).toBe(41);
    expect(nas.sessions.list()).toEqual([]);
  });
});

test('a silent NAS sees a datagram and does nothing', async () => {
  const seen: number[] = [];
  const onDatagram = (bytes: Buffer): unknown => seen.push(bytes.readUInt8(1));
  await withNas({ onDatagram }, async (nas, socket) => {
    nas.sessions.add({ username: 'carol', acctSessionId: 's1' });
    nas.faults.silent = true;
    socket.send(disconnect('carol', 1));
    while (seen.length === 0) await turn();
    nas.faults.silent = false;
    expect((await socket.ask(disconnect('bob', 2)))[1]).toBe(2);
    expect(nas.sessions.list()).toHaveLength(1);
  });
});

test('a delayed answer leaves after the one to a later request', async () => {
  const seen: number[] = [];
  const onDatagram = (bytes: Buffer): unknown => seen.push(bytes.readUInt8(1));
  await withNas({ onDatagram }, async (nas, socket) => {
    nas.faults.delayMs = 60_000;
    socket.send(disconnect('bob', 1));
    while (seen.length === 0) await turn();
    nas.faults.delayMs = 0;
    expect((await socket.ask(disconnect('bob', 2)))[1]).toBe(2);
  });
});

test('a NAS closes while an answer is still waiting', async () => {
  await withNas({ slowMs: 60_000 }, async (nas, socket) => {
    socket.send(disconnect('slow', 1));
    await socket.ask(disconnect('bob', 2));
    expect(nas.port).toBeGreaterThan(0);
  });
});

test('a port that is taken rejects', async () => {
  await withNas({}, async (nas) => {
    await expect(startNas({ secret: SECRET, port: nas.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
