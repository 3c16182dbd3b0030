import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type FunctionSettings, loadFunctions } from '../../local/lambda.ts';

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

const settings = (name: string, fixture: string, more: Partial<FunctionSettings> = {}): FunctionSettings => ({
  name,
  arn: arnOf(name),
  entry: fileURLToPath(new URL(`fixtures/${fixture}.ts`, import.meta.url)),
  environment: {},
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  ...more,
});

const load = (functions: FunctionSettings[], onLog: (text: string) => void = () => undefined) =>
  loadFunctions(functions, { environment: {}, onLog });

test('each function sees its own environment while it loads, and all see what they share', async () => {
  process.env.WHO = 'the process';
  const functions = await loadFunctions(
    [
      settings('a', 'say-environment', { environment: { WHO: 'a' } }),
      settings('b', 'say-environment', { environment: {} }),
    ],
    { environment: { EVERYWHERE: 'here' }, onLog: () => undefined },
  );
  expect(await functions.invoke(arnOf('a'), {})).toMatchObject({ who: 'a', everywhere: 'here', name: 'a' });
  expect(await functions.invoke(arnOf('b'), {})).toMatchObject({ who: 'the process', name: 'b' });
  expect(process.env).toMatchObject({ WHO: 'the process', EVERYWHERE: 'here' });
  expect(process.env.AWS_LAMBDA_FUNCTION_NAME).toBeUndefined();
  delete process.env.WHO;
});

test('two runtimes load the same source twice, with nothing in common', async () => {
  const loadFor = (who: string) => load([settings('a', 'say-environment', { environment: { WHO: who } })]);
  const [one, two] = await Promise.all([loadFor('one'), loadFor('two')]);
  await one.invoke(arnOf('a'), {});
  expect(await one.invoke(arnOf('a'), {})).toMatchObject({ who: 'one', calls: 2 });
  expect(await two.invoke(arnOf('a'), {})).toMatchObject({ who: 'two', calls: 1 });
});

describe('a call', () => {
  test('carries its event as JSON and a context', async () => {
    const functions = await load([settings('a', 'say-environment')]);
    const event = { at: new Date(0), gone: undefined };
    const answer = (await functions.invoke(arnOf('a'), event)) as { remaining: number };
    expect(answer).toMatchObject({
      event: { at: '1970-01-01T00:00:00.000Z' },
      context: {
        functionName: 'a',
        invokedFunctionArn: arnOf('a'),
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        logGroupName: '/aws/lambda/a',
      },
    });
    expect(answer.remaining).toBeGreaterThan(0);
    expect(answer.remaining).toBeLessThanOrEqual(30_000);
  });

  test.each(['nothing', 'function', 'unheard of'])('that answers %s answers null', async (way) => {
    const functions = await load([settings('m', 'misbehave')]);
    expect(await functions.invoke(arnOf('m'), { way })).toBeNull();
  });

  test('that throws rejects with the type of its error', async () => {
    const functions = await load([settings('m', 'misbehave')]);
    await expect(functions.invoke(arnOf('m'), { way: 'throw' })).rejects.toMatchObject({
      name: 'BusyError',
      message: 'no',
    });
  });

  test('that takes too long is answered as Lambda does, and is not waited for', async () => {
    const functions = await load([settings('m', 'misbehave', { timeoutSeconds: 0.01 })]);
    const call = functions.invoke(arnOf('m'), { way: 'hang' });
    call.catch(() => undefined);
    expect(functions.running()).toBe(1);
    await functions.settled();
    expect(functions.running()).toBe(0);
    await expect(call).rejects.toMatchObject({
      name: 'Sandbox.Timedout',
      message: expect.stringMatching(/^[0-9a-f-]{36} Task timed out after 0\.01 seconds$/),
    });
  });

  test('of a function that is not there is refused', async () => {
    const functions = await load([]);
    await expect(functions.invoke(arnOf('x'), {})).rejects.toThrow(`There is no function ${arnOf('x')}.`);
  });
});

test("what a function writes to the standard output is its log, and nobody else's", async () => {
  const logs: string[][] = [[], []];
  const [one, two] = [
    await load([settings('m', 'misbehave')], (text) => logs[0]?.push(text)),
    await load([settings('m', 'misbehave')], (text) => logs[1]?.push(text)),
  ];
  await Promise.all([one?.invoke(arnOf('m'), { way: 'talk' }), two?.invoke(arnOf('m'), { way: 'talk' })]);
  expect(logs).toEqual([
    ['first\n', 'later\n'],
    ['first\n', 'later\n'],
  ]);
});

test.each<[string, string]>([
  ['no-handler', 'it exports no function "handler"'],
  ['not-there', 'not-there'],
])('a source such as %s is refused by name, and the next one loads', async (fixture, complaint) => {
  const refused = load([settings('bad', fixture)]);
  await expect(refused).rejects.toThrow('The function bad cannot be loaded from ');
  await expect(refused).rejects.toThrow(complaint);
  const functions = await load([settings('a', 'say-environment')]);
  expect(await functions.invoke(arnOf('a'), {})).toMatchObject({ name: 'a' });
});

test('whoever stands around the calls sees each with its function and event, and its answer goes through', async () => {
  const seen: unknown[] = [];
  const functions = await loadFunctions([settings('a', 'say-environment')], {
    environment: {},
    onLog: () => undefined,
    aroundCall: async ({ settings: { name, memoryMegabytes }, payload }, run) => {
      seen.push([name, memoryMegabytes, payload]);
      return run();
    },
  });
  expect(await functions.invoke(arnOf('a'), { of: 'one' })).toMatchObject({ name: 'a' });
  expect(seen).toEqual([['a', 256, { of: 'one' }]]);
});
