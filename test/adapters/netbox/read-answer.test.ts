import { expect, test } from '@jest/globals';
import { readAnswer } from '../../../shared/adapters/netbox/read-answer.ts';

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);

const answer = (
  status: number,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Record<string, string> = {},
) =>
  readAnswer(
    new Response(body, {
      status,
      headers: { 'API-Version': '4.7', 'Content-Type': 'application/json', ...headers },
    }),
    NOW,
  );

const failure = (reason: string) => ({ kind: 'failed', sent: true, reason: expect.stringContaining(reason) });

test.each([200, 201, 400, 403, 404, 409, 412])('JSON of NetBox with %d is an answer', async (status) => {
  expect(await answer(status, '{"a":1}')).toEqual({ kind: 'answered', status, body: { a: 1 } });
});

test('an ETag is part of the answer', async () => {
  expect(await answer(200, '{}', { ETag: 'W/"x"' })).toEqual({
    kind: 'answered',
    status: 200,
    body: {},
    etag: 'W/"x"',
  });
});

test('204 needs no body', async () => {
  expect(await answer(204, null)).toEqual({ kind: 'answered', status: 204, body: undefined });
});

test.each(['application/json; charset=utf-8', 'Application/JSON'])(
  'the content type %s is JSON',
  async (type) => {
    expect(await answer(200, '[]', { 'Content-Type': type })).toMatchObject({ kind: 'answered', body: [] });
  },
);

test.each(['text/html', 'application/jsonp', 'text/plain; a=application/json'])(
  'the content type %s is not believed',
  async (type) => {
    expect(await answer(200, '{}', { 'Content-Type': type })).toEqual(
      failure(`with ${type} in place of JSON`),
    );
  },
);

test('a body without a content type is not believed', async () => {
  const response = new Response(null, { status: 200, headers: { 'API-Version': '4.7' } });
  expect(await readAnswer(response, NOW)).toEqual(failure('with no content type in place of JSON'));
});

test('JSON that NetBox did not sign is not believed, whatever its status', async () => {
  for (const status of [200, 404]) {
    const response = new Response('{"detail":"Not Found"}', {
      status,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(await readAnswer(response, NOW)).toEqual(
      failure(`something other than NetBox's API answered ${status}`),
    );
  }
});

test('broken JSON is no answer', async () => {
  expect(await answer(201, '{"id":')).toEqual(failure('NetBox answered 201 with broken JSON'));
});

test('a body over 8 MB is given up', async () => {
  const body = `"${'x'.repeat(8 * 1024 * 1024)}"`;
  expect(await answer(200, body)).toEqual(failure('with more than 8388608 bytes'));
});

test('a body that is not UTF-8 rejects, and does not pass as other text', async () => {
  await expect(answer(200, new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).rejects.toThrow(
    'not valid for encoding utf-8',
  );
});

test('characters that are split between two chunks are put together', async () => {
  const bytes = new TextEncoder().encode('"ä"');
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 2));
      controller.enqueue(bytes.slice(2));
      controller.close();
    },
  });
  const headers = { 'API-Version': '4.7', 'Content-Type': 'application/json' };
  expect(await readAnswer(new Response(body, { headers }), NOW)).toMatchObject({ body: 'ä' });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect by %d names where it leads, without the query',
  async (status) => {
    const location = 'https://login.example/sso?session=secret';
    const got = await answer(status, null, { Location: location });
    const reason = `NetBox answered ${status}, a redirect to https://login.example/sso`;
    expect(got).toEqual({ kind: 'redirected', reason });
  },
);

test('a redirect without a location leads nowhere', async () => {
  expect(await answer(302, null)).toEqual({ kind: 'redirected', reason: expect.stringContaining('nowhere') });
});

test.each([408, 425, 429, 500, 502, 503, 504])('%d is no answer, whatever it says', async (status) => {
  expect(await answer(status, '{"detail":"x"}')).toEqual({
    kind: 'failed',
    sent: true,
    reason: `NetBox answered ${status}`,
  });
});

test.each([
  ['7', 7_000],
  ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
  ['999999', 3_600_000],
])('Retry-After: %s is so many milliseconds: %d', async (header, milliseconds) => {
  expect(await answer(429, null, { 'Retry-After': header })).toMatchObject({
    retryAfterMilliseconds: milliseconds,
  });
});

test.each(['0', 'soon', '-3', 'Tue, 24 Nov 2026 11:59:30 GMT'])(
  'Retry-After: %s says nothing',
  async (header) => {
    expect(await answer(503, null, { 'Retry-After': header })).not.toHaveProperty('retryAfterMilliseconds');
  },
);

test('a body that is not read is given back, so that its connection is free', async () => {
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  await readAnswer(new Response(body, { status: 502 }), NOW);
  expect(cancelled).toBe(true);
});
