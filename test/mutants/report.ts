/** What a run of Jest came to: how much ran, its first failing test, and a suite that could not even be loaded. */
export type Report = {
  suites: number;
  tests: number;
  failure?: { suite: string; test: string };
  unloaded?: { suite: string; reason: string };
};

/** What Jest says of one test file, as far as it is looked at. */
export type SuiteResult = {
  suite: string;
  /** Why the file could not be run. */
  error?: string | undefined;
  tests: readonly { status: string; fullName: string }[];
};

/** A run before its first suite. */
export const NOTHING_YET: Report = { suites: 0, tests: 0 };

/** The report once another suite is done. What came first stays. */
export const withSuite = (report: Report, { suite, error, tests }: SuiteResult): Report => {
  const failed = tests.find(({ status }) => status === 'failed');
  return {
    ...(failed === undefined ? {} : { failure: { suite, test: failed.fullName } }),
    ...(error === undefined ? {} : { unloaded: { suite, reason: error } }),
    ...report,
    suites: report.suites + 1,
    tests: report.tests + tests.length,
  };
};
