import { expect, test } from '@jest/globals';
import { askAt, settle, withScriptedNas } from '../../support/ask-scripted.ts';
import { type ScriptedNas, scriptedBytes } from '../../support/scripted-nas.ts';

const ACK = { result: 'ack' };
const TIMEOUT = { result: 'unknown', reason: 'timeout' };

test.each([
  ['10 % early', 0, [1_800, 5_400, 12_600]],
  ['on time', 0.5, [2_000, 6_000, 14_000]],
  ['10 % late', 1 - Number.EPSILON, [2_200, 6_600, 15_400]],
])('a silent NAS is asked at 0, 2, 6 and 14 s, %s, and given up at 30 s', async (_name, random, times) => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { random: () => random });
    for (const [index, at] of times.entries()) {
      await nas.until(index + 1);
      expect(time.due()).toEqual([at, 30_000]);
      time.moveTo(at);
    }
    await nas.until(4);
    expect(time.due()).toEqual([30_000]);
    time.moveTo(30_000);
    expect(await answer).toEqual(TIMEOUT);
    expect(nas.received).toHaveLength(4);
  });
});

test('every send has the same bytes from the same socket, however much time has passed', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time);
    for (const [index, at] of [2_000, 6_000, 14_000].entries()) {
      await nas.until(index + 1);
      time.moveTo(at);
    }
    await nas.until(4);
    time.moveTo(30_000);
    await answer;
    expect(nas.received).toEqual(Array(4).fill(nas.received[0]));
  });
});

test('an answer to a retransmission ends the exchange', async () => {
  await withScriptedNas([() => [], () => [{}]], async (nas, time) => {
    const answer = askAt(nas, time);
    await nas.until(1);
    time.moveTo(2_000);
    expect(await answer).toEqual(ACK);
    expect(time.due()).toEqual([]);
  });
});

test('an earlier deadline ends the wait, and nothing is sent that could not be answered', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { control: { deadline: time.clock() + 5_000 } });
    await nas.until(1);
    time.moveTo(2_000);
    await nas.until(2);
    expect(time.due()).toEqual([5_000]);
    time.moveTo(5_000);
    expect(await answer).toEqual(TIMEOUT);
  });
});

test('after its deadline a request is not sent at all', async () => {
  await withScriptedNas([() => [{}], () => [{}]], async (nas, time) => {
    expect(await askAt(nas, time, { control: { deadline: time.clock() } })).toEqual(TIMEOUT);
    expect(await askAt(nas, time)).toEqual(ACK);
    expect(nas.received).toHaveLength(1);
  });
});

test('a request that is no longer wanted is not sent again', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, { control: { stillWanted: async () => false } });
    await nas.until(1);
    time.moveTo(2_000);
    expect(await answer).toEqual({ result: 'unknown', reason: 'replaced' });
    expect(nas.received).toHaveLength(1);
  });
});

test('whether it is still wanted is asked before each retransmission, and not before the first send', async () => {
  await withScriptedNas([() => [], () => [], () => [{}]], async (nas, time) => {
    const askedAfter: number[] = [];
    const stillWanted = async (): Promise<boolean> => askedAfter.push(nas.received.length) > 0;
    const answer = askAt(nas, time, { control: { stillWanted } });
    await nas.until(1);
    time.moveTo(2_000);
    await nas.until(2);
    time.moveTo(6_000);
    expect(await answer).toEqual(ACK);
    expect(askedAfter).toEqual([1, 2]);
  });
});

test('that the question cannot be answered rejects', async () => {
  await withScriptedNas([], async (nas, time) => {
    const stillWanted = async (): Promise<boolean> => {
      throw new Error('table unavailable');
    };
    const answer = askAt(nas, time, { control: { stillWanted } });
    await nas.until(1);
    time.moveTo(2_000);
    await expect(answer).rejects.toThrow('table unavailable');
  });
});

test('an answer counts while the question is still open, and what was open is not sent after it', async () => {
  await withScriptedNas([], async (nas, time) => {
    const question = Promise.withResolvers<boolean>();
    const answer = askAt(nas, time, { control: { stillWanted: () => question.promise } });
    await nas.until(1);
    time.moveTo(2_000);
    const { bytes, sourcePort } = nas.received[0] as ScriptedNas['received'][number];
    nas.send(scriptedBytes(bytes, {}), sourcePort);
    expect(await answer).toEqual(ACK);
    question.resolve(true);
    await settle();
    expect(nas.received).toHaveLength(1);
  });
});

test('a question that is never answered does not outlast the exchange', async () => {
  await withScriptedNas([], async (nas, time) => {
    const answer = askAt(nas, time, {
      control: { stillWanted: () => Promise.withResolvers<boolean>().promise },
    });
    await nas.until(1);
    time.moveTo(2_000);
    await settle();
    time.moveTo(30_000);
    expect(await answer).toEqual(TIMEOUT);
  });
});
