import root, { HARNESS } from '../../jest.config.js';

/** The tests of what tests and measures the product, and none of the product itself. */
export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', `<rootDir>/test/(?!${HARNESS})`],
};
