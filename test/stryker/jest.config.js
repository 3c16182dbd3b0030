import config from '../../jest.config.js';

/** The tests of the domain and of the use cases alone. */
export default {
  ...config,
  rootDir: '../..',
  watchman: false,
  roots: ['shared', 'test/domain', 'test/usecases', 'test/support'].map((folder) => `<rootDir>/${folder}`),
  // Where an edit is waited for in vain, it is found all the same.
  testTimeout: 2_000,
  testMatch: ['<rootDir>/test/{domain,usecases}/**/*.test.ts'],
};
