import root from '../../jest.config.js';

/** One worker: the tests share one deployment. */
export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/deployed/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
  maxWorkers: 1,
};
