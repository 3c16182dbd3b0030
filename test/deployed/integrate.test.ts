import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { apiClient } from '../support/api-client.ts';
import { deployment, named } from './deployment.ts';
import { follow } from './follow.ts';
import { guide } from './guide.ts';
import { inState } from './tenant.ts';
import { until } from './until.ts';

const FOLLOWED = ['call', 'provision', 'consume', 'hear', 'leave'];

const folder = mkdtempSync(join(tmpdir(), 'leasehold-integrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (chapter: string): Promise<string> =>
  follow(chapter, { page: 'integrate', settings: { URL: named('DEPLOYED_API') }, folder });

test('every block of the page on integration is followed', () => {
  expect(guide('integrate').map(({ chapter }) => chapter)).toEqual(FOLLOWED);
});

test('a line is provisioned over HTTP and by an event, and a consumer hears of both', async () => {
  await read('consume');
  expect(JSON.parse(await read('call'))).toMatchObject({ state: 'allocated' });
  expect(JSON.parse(await read('provision'))).toMatchObject({ FailedEntryCount: 0 });
  const { url, mint } = await deployment();
  const call = apiClient({ url }, await mint({ tenant_id: 'acme' }));
  await inState({ call, pool: 0 }, 'line-4712', 'allocated');
  let heard = '';
  await until('the consumer to hear of both lines', async () => {
    heard += await read('hear');
    return ['line-4711', 'line-4712'].every((line) => heard.includes(line)) ? true : undefined;
  });
  expect(heard).toContain('PrefixAllocated');
  await read('leave');
});
