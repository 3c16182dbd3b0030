import { createSocket } from 'node:dgram';
import { expect, test } from '@jest/globals';
import { askAt, settle, withScriptedNas } from '../../support/ask-scripted.ts';
import { manualTime } from '../../support/manual-time.ts';
import {
  type ScriptedAnswer,
  type ScriptedNas,
  scriptedBytes,
  scriptedNas,
} from '../../support/scripted-nas.ts';

const ACK = { result: 'ack' };
const TIMEOUT = { result: 'unknown', reason: 'timeout' };
const UNREACHABLE = { result: 'unknown', reason: 'unreachable' };

/** A port of 127.0.0.1 that refuses. */
const closedPort = async (): Promise<{ ip: string; port: number }> => {
  const nas = await scriptedNas([]);
  await nas.close();
  return { ip: nas.ip, port: nas.port };
};

test('datagrams that are no answer are counted by their fault and end nothing', async () => {
  const wrongAuthenticator = (request: Buffer): Buffer => scriptedBytes(request, {}).fill(0, 4, 20);
  const otherIdentifier = (request: Buffer): Buffer => {
    const other = Buffer.from(request);
    other.writeUInt8((request.readUInt8(1) + 1) % 256, 1);
    return scriptedBytes(other, {});
  };
  const script = (request: Buffer): ScriptedAnswer[] => [
    Buffer.from('noise'),
    otherIdentifier(request),
    { code: 44 },
    wrongAuthenticator(request),
    { attributes: [[80, Buffer.alloc(16)]], signature: 'none' },
    { code: 42, attributes: [[101, Buffer.of(0, 0, 1, 247)]] },
  ];
  await withScriptedNas([script], async (nas, time) => {
    const ignored: string[] = [];
    const answer = await askAt(nas, time, { onIgnored: (failing) => ignored.push(failing) });
    expect(answer).toEqual({ result: 'nak', errorCause: 503 });
    expect(ignored).toEqual([
      'datagram-length',
      'identifier',
      'code',
      'response-authenticator',
      'message-authenticator',
    ]);
  });
});

test('a datagram from any other address than the NAS is never seen, even rightly signed', async () => {
  await withScriptedNas([() => [], () => [{ code: 42 }]], async (nas, time) => {
    const stranger = createSocket('udp4');
    const answer = askAt(nas, time);
    await nas.until(1);
    const { bytes, sourcePort } = nas.received[0] as ScriptedNas['received'][number];
    stranger.send(scriptedBytes(bytes, {}), sourcePort, '127.0.0.1');
    await settle();
    stranger.close();
    time.moveTo(2_000);
    expect(await answer).toEqual({ result: 'nak' });
  });
});

test('a port that refuses twice in a row is unreachable, and not before the first retransmission', async () => {
  const time = manualTime();
  const answer = askAt(await closedPort(), time);
  await settle();
  expect(time.due()).toEqual([2_000, 30_000]);
  time.moveTo(2_000);
  expect(await answer).toEqual(UNREACHABLE);
  expect(time.due()).toEqual([]);
});

test('a NAS that refuses once, as one that restarts, is asked again and heard', async () => {
  const time = manualTime();
  const address = await closedPort();
  const answer = askAt(address, time);
  await settle();
  const nas = await scriptedNas([() => [{}]], address.port);
  try {
    time.moveTo(2_000);
    expect(await answer).toEqual(ACK);
  } finally {
    await nas.close();
  }
});

test('a wait that ends on a refusal is unreachable', async () => {
  const time = manualTime();
  const answer = askAt(await closedPort(), time, { control: { deadline: time.clock() + 1_000 } });
  await settle();
  time.moveTo(1_000);
  expect(await answer).toEqual(UNREACHABLE);
});

test('no socket and no pause outlives its exchange, whether it ends in an answer, in time or in an error', async () => {
  const openSockets = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;
  await withScriptedNas([() => [{}]], async (nas, time) => {
    await settle();
    const before = openSockets();
    expect(before).toBeGreaterThan(0);
    expect(await askAt(nas, time)).toEqual(ACK);
    expect(await askAt(nas, time, { control: { deadline: time.clock() } })).toEqual(TIMEOUT);
    const overlong = { kind: 'disconnect', session: { username: 'b'.repeat(254) } } as const;
    await expect(askAt(nas, time, { request: overlong })).rejects.toMatchObject({
      code: 'malformed-request',
    });
    await settle();
    expect(openSockets()).toBe(before);
    expect(time.due()).toEqual([]);
  });
});
