import { expect, test } from '@jest/globals';
import { retryTokens } from '../../../shared/adapters/netbox/retry-tokens.ts';

test('gives out its capacity and no more', () => {
  const tokens = retryTokens(2);
  expect([tokens.take(), tokens.take(), tokens.take()]).toEqual([true, true, false]);
});

test('earns one retry back by ten answers', () => {
  const tokens = retryTokens(1);
  tokens.take();
  for (let count = 0; count < 9; count++) tokens.earn();
  expect(tokens.take()).toBe(false);
  tokens.earn();
  tokens.earn();
  expect(tokens.take()).toBe(true);
});

test('saves nothing up beyond its capacity', () => {
  const tokens = retryTokens(1);
  for (let count = 0; count < 100; count++) tokens.earn();
  expect([tokens.take(), tokens.take()]).toEqual([true, false]);
});
