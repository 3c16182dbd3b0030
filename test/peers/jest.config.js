import root from '../../jest.config.js';

/** One worker: the tests share one NetBox, and some of them take a custom field away for a moment. */
export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/peers/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 1,
};
