import { expect, test } from '@jest/globals';
import {
  absent,
  all,
  any,
  type Condition,
  equal,
  holds,
  less,
  oneOf,
  valueAt,
} from '../../shared/domain/condition.ts';

const ITEM = { state: 'active', version: 5, flag: false, run: { id: 'r', until: 10 }, none: null };

test.each<[string, Condition, boolean]>([
  ['equal: the value is there', equal('version', 5), true],
  ['equal: another value', equal('version', 6), false],
  ['equal: a value of another type', equal('version', '5'), false],
  ['equal: no value', equal('epoch', 5), false],
  ['equal: false is a value', equal('flag', false), true],
  ['equal: a member', equal('run.id', 'r'), true],
  ['in: one of the values', oneOf('state', ['pending', 'active']), true],
  ['in: none of the values', oneOf('state', ['pending']), false],
  ['in: no value', oneOf('lastAction', ['pending']), false],
  ['in: nothing is one of none', oneOf('state', []), false],
  ['less: a smaller number', less('run.until', 11), true],
  ['less: the same number', less('run.until', 10), false],
  ['less: no value', less('run.since', 11), false],
  ['less: no number', less('state', 11), false],
  ['absent: no value', absent('slot'), true],
  ['absent: a member of what is not there', absent('slot.until'), true],
  ['absent: a member of what has no members', absent('version.until'), true],
  ['absent: a member of null', absent('none.until'), true],
  ['absent: a value', absent('run'), false],
  ['absent: null is a value', absent('none'), false],
  ['all: of none', all(), true],
  ['all: of two that hold', all(equal('version', 5), absent('slot')), true],
  ['all: of one that does not', all(equal('version', 5), absent('run')), false],
  ['any: of none', any(), false],
  ['any: of one that holds', any(absent('run'), less('run.until', 11)), true],
  ['any: of two that do not', any(absent('run'), less('run.until', 10)), false],
])('%s', (_, condition, result) => {
  expect(holds(condition, ITEM)).toBe(result);
});

test('of an item that is not there only absence holds', () => {
  expect(holds(absent('state'), undefined)).toBe(true);
  for (const condition of [equal('version', 5), oneOf('state', ['active']), less('version', 6)]) {
    expect(holds(condition, undefined)).toBe(false);
  }
});

test('what every object inherits is no value of an item', () => {
  expect(valueAt({}, 'constructor')).toBeUndefined();
  expect(valueAt({ run: {} }, 'run.toString')).toBeUndefined();
});
