import { expect, test } from '@jest/globals';
import { differenceText } from '../../shared/domain/difference.ts';

const said = { what: 'it is wrong.', todo: 'Mend it.' };

test.each([
  [{ tenant: 'acme', subscriber: 'line-1', prefix: '2001:db8::/56' }, 'acme/line-1 2001:db8::/56'],
  [{ tenant: 'acme', subscriber: 'line-1' }, 'acme/line-1'],
  [{ prefix: '2001:db8::/56' }, '2001:db8::/56'],
  [{ tenant: 'acme' }, 'acme'],
])('a difference says on one line whose it is, what is wrong and what to do: %j', (whose, begins) => {
  expect(differenceText({ kind: 'overlap', ...whose, ...said })).toBe(`${begins}: it is wrong. Mend it.`);
});
