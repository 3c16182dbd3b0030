import { expect, test } from '@jest/globals';
import { signedPackets } from '../../../shared/adapters/radius/signed-packets.ts';
import { askAt, settle, withScriptedNas } from '../../support/ask-scripted.ts';
import { SCRIPTED_SECRET, type ScriptedNas, scriptedBytes } from '../../support/scripted-nas.ts';

type Received = ScriptedNas['received'][number];

const ACK = { result: 'ack' };
const current = async (): Promise<string> => SCRIPTED_SECRET;
const former = async (): Promise<string> => 'the one before';

/** The two datagrams that a silent NAS gets in the first two seconds. */
const firstTwo = async (
  nas: ScriptedNas,
  time: { moveTo(at: number): void },
): Promise<[Received, Received]> => {
  await nas.until(1);
  time.moveTo(2_000);
  await nas.until(2);
  return nas.received.slice(0, 2) as [Received, Received];
};

test('a NAS that is silent to the secret that was remembered is asked with the one that there is now', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { secrets: former, freshSecrets: current });
    const [first, second] = await firstTwo(nas, time);
    expect(second.sourcePort).toBe(first.sourcePort);
    expect(second.bytes.readUInt8(1)).not.toBe(first.bytes.readUInt8(1));
    nas.send(scriptedBytes(second.bytes, {}), second.sourcePort);
    expect(await answer).toEqual(ACK);
  });
});

test('what is signed anew is sent again as it is, until the secret changes again', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { secrets: former, freshSecrets: current });
    await firstTwo(nas, time);
    for (const [index, at] of [6_000, 14_000].entries()) {
      time.moveTo(at);
      await nas.until(3 + index);
    }
    time.moveTo(30_000);
    expect(await answer).toEqual({ result: 'unknown', reason: 'timeout' });
    const sent = nas.received.map(({ bytes }) => bytes.toString('hex'));
    expect(sent.slice(1)).toEqual(Array(3).fill(sent[1]));
  });
});

test('an answer to what was signed before is an answer all the same', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { secrets: current, freshSecrets: async () => 'the next one' });
    const [first] = await firstTwo(nas, time);
    nas.send(scriptedBytes(first.bytes, {}), first.sourcePort);
    expect(await answer).toEqual(ACK);
  });
});

test('what answers neither is ignored, and told once', async () => {
  await withScriptedNas([], async (nas, time) => {
    const ignored: string[] = [];
    const onIgnored = (failing: string) => ignored.push(failing);
    const answer = askAt(nas, time, { secrets: former, freshSecrets: current, onIgnored });
    const [, second] = await firstTwo(nas, time);
    nas.send(Buffer.from('hello, this is no answer at all'), second.sourcePort);
    nas.send(scriptedBytes(second.bytes, {}), second.sourcePort);
    expect(await answer).toEqual(ACK);
    await settle();
    expect(ignored).toHaveLength(1);
  });
});

test.each([
  ['is the same', current],
  ['cannot be read now', () => Promise.reject(new Error('throttled'))],
])('where the secret %s, the same bytes are sent again', async (_, freshSecrets) => {
  await withScriptedNas([() => [], () => [{}]], async (nas, time) => {
    const answer = askAt(nas, time, { freshSecrets });
    const [first, second] = await firstTwo(nas, time);
    expect(await answer).toEqual(ACK);
    expect(second).toEqual(first);
  });
});

test('where the port has no identifier left, nothing is signed anew', async () => {
  const identifiers = [7];
  const packets = signedPackets({
    request: { kind: 'disconnect', session: { username: 'bob' } },
    rules: { requireMessageAuthenticator: false, zeroVectorQuirk: false },
    secret: 'the one before',
    freshSecret: current,
    takeIdentifier: () => identifiers.shift(),
    clock: () => 0,
  });
  const first = await packets?.packetFor(0);
  expect(await packets?.packetFor(1)).toBe(first);
  expect(packets?.sent).toHaveLength(1);
});
