import { fileURLToPath } from 'node:url';

/** StrykerJS on the domain and the use cases, with their own tests: every small edit that a program can think of. */
export default {
  mutate: ['shared/domain/**/*.ts', 'shared/usecases/**/*.ts'],
  plugins: ['@stryker-mutator/jest-runner', fileURLToPath(new URL('covering-tests.js', import.meta.url))],
  testRunner: 'covering-tests',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/stryker/jest.config.js' },
  coverageAnalysis: 'perTest',
  // A constant asks for all tests again; what the deadlines are for is in test/mutants.
  ignoreStatic: true,
  timeoutMS: 20_000,
  reporters: ['progress-append-only', 'clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.cache/stryker/report.html' },
  tempDirName: '.cache/stryker/sandbox',
  incrementalFile: '.cache/stryker/incremental.json',
  ignorePatterns: ['/docs', '/test/peers', '/test/deployed'],
};
