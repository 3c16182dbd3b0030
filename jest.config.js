/** Tests of what tests and measures the product: they take half as long as all others, and have a run of their own. */
export const HARNESS = '(bench|mutants)/|simulation/(planted|exhaustive|shrink|outage)[.]';

/** Native ESM, because middy exports nothing else; swc only strips the types. */
export default {
  testEnvironment: 'node',
  // A shared machine can be slow; no test waits for time to pass.
  testTimeout: 120_000,
  maxWorkers: '100%',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/peers/',
    '<rootDir>/test/deployed/',
    `<rootDir>/test/(${HARNESS})`,
  ],
  // A copy of the tree that StrykerJS left behind.
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2023',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  coverageProvider: 'v8',
  // The ports hold types alone: nothing of them runs, and v8 would count each as one branch never taken.
  coveragePathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/shared/usecases/(ports|netbox|session-control)[.]ts$',
  ],
  collectCoverageFrom: ['shared/**/*.ts', 'functions/**/*.ts', 'infra/**/*.ts', 'local/**/*.ts'],
  coverageThreshold: {
    global: { branches: 90, lines: 90 },
    './shared/domain/': { branches: 100 },
    './shared/usecases/': { branches: 100 },
  },
};
