import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { bodyTextOf, MAX_BODY_BYTES } from '../../shared/http/body-text.ts';
import { refusal } from '../support/refusal.ts';

const event = (body: string | undefined, type?: string, isBase64Encoded = false): ApiEvent => ({
  headers: type === undefined ? {} : { 'content-type': type },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded,
  requestContext: { http: { method: 'POST' } },
});

test('no body and an empty one are an empty object, whatever the content type', () => {
  expect(bodyTextOf(event(undefined))).toBe('{}');
  expect(bodyTextOf(event('', 'text/plain'))).toBe('{}');
  expect(bodyTextOf(event('', undefined, true))).toBe('{}');
});

test.each([
  'application/json',
  'Application/JSON; charset=utf-8',
  'application/json ;x=y',
  'application/vnd.isp+json',
])('a body of type %p is read', (type) => {
  expect(bodyTextOf(event('{"a":1}', type))).toBe('{"a":1}');
});

test.each([
  undefined,
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'json',
  'text/json',
])('a body of type %p is of an unsupported type', (type) => {
  expect(refusal(() => bodyTextOf(event('{}', type))).code).toBe('unsupported-media-type');
});

test('the header is found whatever the case of its name', () => {
  const headers = { 'Content-Type': 'application/json' };
  expect(bodyTextOf({ ...event('{}'), headers })).toBe('{}');
});

test('a body of 64 kB is read and one of a byte more is too large, counted in bytes and not in characters', () => {
  const most = 'x'.repeat(MAX_BODY_BYTES);
  expect(bodyTextOf(event(most, 'application/json'))).toBe(most);
  expect(refusal(() => bodyTextOf(event(`${most}x`, 'application/json'))).code).toBe('body-too-large');
  const wide = 'é'.repeat(MAX_BODY_BYTES / 2 + 1);
  expect(refusal(() => bodyTextOf(event(wide, 'application/json'))).code).toBe('body-too-large');
});

test('a body that is too large is so before its type is judged', () => {
  expect(refusal(() => bodyTextOf(event('x'.repeat(MAX_BODY_BYTES + 1), 'text/plain'))).code).toBe(
    'body-too-large',
  );
});

test('a base64 body is decoded, and measured decoded', () => {
  const encoded = Buffer.from('{"a":"é"}').toString('base64');
  expect(bodyTextOf(event(encoded, 'application/json', true))).toBe('{"a":"é"}');
  const most = Buffer.alloc(MAX_BODY_BYTES, 'x').toString('base64');
  expect(bodyTextOf(event(most, 'application/json', true))).toHaveLength(MAX_BODY_BYTES);
});

test('bytes that are no UTF-8 are malformed', () => {
  const encoded = Buffer.from([0x22, 0xff, 0x22]).toString('base64');
  expect(refusal(() => bodyTextOf(event(encoded, 'application/json', true))).code).toBe('malformed-request');
});
