import { afterEach, expect, test } from '@jest/globals';
import { type LoopbackServer, readBody, serveLoopback } from '../../local/loopback-server.ts';

const closing: LoopbackServer[] = [];
const failures: unknown[] = [];
const serve = async (respond: Parameters<typeof serveLoopback>[0], port = 0) => {
  const server = await serveLoopback(respond, { port, onFailure: (error) => failures.push(error) });
  closing.push(server);
  return server;
};

afterEach(async () => {
  failures.length = 0;
  await Promise.all(closing.splice(0).map((server) => server.close()));
});

test('a server answers what it is told, on loopback alone', async () => {
  const server = await serve(async (request) => ({
    status: 201,
    headers: { 'x-method': String(request.method) },
    body: await readBody(request, 10),
  }));
  const response = await fetch(server.url, { method: 'POST', body: '0123456789' });
  expect([response.status, response.headers.get('x-method'), await response.text()]).toEqual([
    201,
    'POST',
    '0123456789',
  ]);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
});

test('a body over the limit is refused without being read to its end', async () => {
  const server = await serve(async (request) => {
    await readBody(request, 10).catch((error) => failures.push(error.name));
    return { status: 413 };
  });
  const body = 'x'.repeat(5_000_000);
  const response = await fetch(server.url, { method: 'POST', body });
  expect(response.status).toBe(413);
  expect(failures).toEqual(['BodyTooLong']);
  expect((await fetch(server.url)).status).toBe(413);
});

test('a defect answers 500 without its text, and is reported', async () => {
  const server = await serve(() => Promise.reject(new Error('private')));
  const response = await fetch(server.url);
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  expect(failures).toEqual([new Error('private')]);
});

test('a header that HTTP cannot carry is such a defect', async () => {
  const server = await serve(async () => ({ status: 200, headers: { 'x-bad': 'a\nb' }, body: 'x' }));
  expect((await fetch(server.url)).status).toBe(500);
  expect(failures).toHaveLength(1);
});

test('closing lets a running request finish, and a taken port is refused', async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const server = await serve(async () => {
    begun.resolve();
    await release.promise;
    return { status: 200, body: 'done' };
  });
  await expect(serve(async () => ({ status: 200 }), server.port)).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  const response = fetch(server.url);
  await begun.promise;
  const closed = server.close();
  release.resolve();
  expect(await (await response).text()).toBe('done');
  await closed;
  closing.length = 0;
  await expect(fetch(server.url)).rejects.toThrow();
});
