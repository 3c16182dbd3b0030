import { expect, test } from '@jest/globals';
import { spaceOf } from '../../shared/domain/pool.ts';

test('a space is named by the configured id and its VRF, or as the global table where there is none', () => {
  expect([spaceOf('main', undefined), spaceOf('main', 3)]).toEqual(['main.global', 'main.3']);
});
