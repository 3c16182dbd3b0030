import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import type { Cloud, CloudSettings } from '../../local/cloud.ts';
import { localClientConfig } from '../../local/dynamo-engine.ts';
import { synthesize } from '../../local/synthesize.ts';
import { wallTimeline } from '../../local/timeline.ts';
import { startTokenIssuer, type TokenIssuer } from '../../local/token.ts';
import { type RelayStack, relayApp, startRelay } from '../support/relay-app.ts';
import { type SteppedTimeline, steppedTimeline } from '../support/stepped-timeline.ts';

let issuer: TokenIssuer;
let failures: unknown[] = [];
let timeline: SteppedTimeline;
const clouds: Cloud[] = [];

const start = async (more: Partial<CloudSettings> = {}, add?: (stack: Stack) => void): Promise<Cloud> => {
  failures = [];
  timeline = steppedTimeline(Date.now());
  const onFailure = (error: unknown) => failures.push(error);
  const cloud = await startRelay(issuer.issuer, { timeline, onFailure, ...more }, add);
  clouds.push(cloud);
  return cloud;
};

const rowsOf = async ({ dynamoEndpoint }: Cloud): Promise<string[]> => {
  const client = new DynamoDBClient(localClientConfig(dynamoEndpoint));
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: 'Data-TableCD117FA1', ConsistentRead: true }),
  );
  return Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort();
};

const put = (cloud: Cloud, path: string, token?: string) =>
  fetch(`${cloud.url}${path}`, {
    method: 'PUT',
    headers: token === undefined ? {} : { authorization: token },
  });

beforeAll(async () => {
  issuer = await startTokenIssuer(Date.now);
});
afterEach(() => Promise.all(clouds.splice(0).map((cloud) => cloud.close())));
afterAll(() => issuer.close());

test('what the template says runs: API, table, stream, bus, rules, queue, machine, with no second list', async () => {
  const cloud = await start();
  const response = await put(cloud, '/open/a');
  expect([response.status, await response.text()]).toEqual([201, 'a']);
  await cloud.idle();
  expect(await rowsOf(cloud)).toEqual(['a DIRECT', 'a LEASE', 'a QUEUE', 'a TASK']);
  expect(cloud.machines().map((machine) => machine.executions())).toMatchObject([
    [{ status: 'SUCCEEDED', input: { id: 'a' }, arn: expect.stringContaining(':execution:') }],
  ]);
  expect(failures).toEqual([]);
}, 30_000);

test('a route wants the tokens that its authorizer names', async () => {
  const cloud = await start();
  expect((await put(cloud, '/things/a')).status).toBe(401);
  expect((await put(cloud, '/things/a', await issuer.mint({ scope: 'read' }))).status).toBe(403);
  expect((await put(cloud, '/things/a', await issuer.mint({ scope: 'write' }))).status).toBe(201);
  expect((await put(cloud, '/open/broken')).status).toBe(500);
  expect(failures).toHaveLength(1);
}, 30_000);

test('what a queue cannot get rid of ends in its dead letters as time goes by', async () => {
  const cloud = await start();
  await put(cloud, '/open/poison');
  await cloud.idle();
  await timeline.advance(30_000);
  await cloud.idle();
  await timeline.advance(30_000);
  const dead = cloud.queues().find(({ settings }) => settings.name.includes('Dead'));
  expect(dead?.messages().map(({ body }) => JSON.parse(body).detail)).toEqual([{ id: 'poison' }]);
}, 30_000);

test('schedules run as time goes by or by hand, and what they cannot do is in the dead letters', async () => {
  const cloud = await start();
  await timeline.advance(5 * 60_000);
  await cloud.idle();
  expect(await rowsOf(cloud)).toEqual(['overdue SCHEDULE']);
  expect(await cloud.schedules.fire('Sweep', { task: 'reconcile' })).toEqual({ done: 'reconcile' });
  await expect(cloud.schedules.fire('Sweep', { task: 'broken' })).rejects.toThrow('no');
  const dead = cloud.queues().find(({ settings }) => settings.name.includes('Dead'));
  expect(dead?.messages().map(({ body }) => body)).toEqual(['{"task":"broken"}']);
}, 30_000);

test('secrets are those that were given, and those of the template', async () => {
  const cloud = await start();
  expect(cloud.secrets.get('given')).toBe('value');
  expect(cloud.secrets.get('made')).toMatch(/./);
}, 30_000);

test('what a template leaves out has the default of AWS', async () => {
  const cloud = await start({}, (stack) => {
    const resource = (id: string, type: string, properties: Record<string, unknown>) =>
      new CfnResource(stack, id, { type, properties });
    resource('Bare', 'AWS::Lambda::Function', {}).addMetadata('leasehold:entry', 'say-environment.ts');
    const queue = resource('BareQueue', 'AWS::SQS::Queue', {});
    const FunctionName = Fn.ref('Bare');
    const stream = {
      EventSourceArn: (stack as RelayStack).table.tableStreamArn,
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: -1,
    };
    resource('OfStream', 'AWS::Lambda::EventSourceMapping', { FunctionName, ...stream });
    resource('OfQueue', 'AWS::Lambda::EventSourceMapping', {
      FunctionName,
      EventSourceArn: queue.getAtt('Arn'),
    });
    resource('BareRule', 'AWS::Events::Rule', {
      EventPattern: { source: ['bare'] },
      Targets: [{ Id: '1', Arn: queue.getAtt('Arn') }],
    });
    resource('BareSchedule', 'AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 day)',
      Target: { Arn: Fn.getAtt('Bare', 'Arn') },
    });
  });
  cloud.bus.putEvents([{ Source: 'bare', DetailType: 'd', Detail: '{}' }]);
  await cloud.idle();
  expect(
    cloud
      .queues()
      .find(({ settings }) => settings.name.includes('BareQueue'))
      ?.messages(),
  ).toEqual([]);
  expect(await cloud.schedules.fire('BareSchedule')).toMatchObject({
    event: {},
    context: { memoryLimitInMB: '128' },
  });
});

test('with a data folder everything goes on after a restart where it was', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-cloud-'));
  const first = await start({ dataDir });
  await put(first, '/open/a');
  await first.idle();
  const made = first.secrets.get('made');
  await first.close();
  const second = await start({ dataDir, timeline: wallTimeline });
  await put(second, '/open/b');
  await second.idle();
  expect(await rowsOf(second)).toEqual(
    ['a', 'b'].flatMap((id) => ['DIRECT', 'LEASE', 'QUEUE', 'TASK'].map((kind) => `${id} ${kind}`)),
  );
  expect(second.machines()[0]?.executions()).toHaveLength(1);
  expect(second.secrets.get('made')).toBe(made);
  await second.close();
  rmSync(dataDir, { recursive: true });
}, 30_000);

test('a template without an API has no URL', async () => {
  const cloud = await start({ app: { stacks: { Empty: {} }, file: () => '' } });
  expect(cloud.url).toBeUndefined();
  await cloud.idle();
});

test('a file that the app does not upload is refused', () => {
  expect(() => synthesize(relayApp(), { issuer: issuer.issuer }).file('none')).toThrow(
    'The app uploads no file none.',
  );
});
