import { expect, test } from '@jest/globals';
import { NOTHING_YET, withSuite } from './report.ts';

const passed = { status: 'passed', fullName: 'a holds' };
const failed = { status: 'failed', fullName: 'b does not hold' };

test('what ran is counted, and the first test that failed is kept', () => {
  const one = withSuite(NOTHING_YET, { suite: 'test/a.test.ts', tests: [passed] });
  expect(one).toEqual({ suites: 1, tests: 1 });
  const two = withSuite(one, { suite: 'test/b.test.ts', tests: [passed, failed] });
  const three = withSuite(two, { suite: 'test/c.test.ts', tests: [failed] });
  expect(three).toEqual({
    suites: 3,
    tests: 4,
    failure: { suite: 'test/b.test.ts', test: 'b does not hold' },
  });
});

test('a suite that could not be loaded is no failing test', () => {
  const report = withSuite(NOTHING_YET, { suite: 'test/a.test.ts', error: 'no such module', tests: [] });
  expect(report).toEqual({
    suites: 1,
    tests: 0,
    unloaded: { suite: 'test/a.test.ts', reason: 'no such module' },
  });
});
