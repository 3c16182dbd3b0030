import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { NOTHING_YET, type Report, withSuite } from './report.ts';

type FileResult = {
  testFilePath: string;
  testExecError?: { message?: string } | null;
  testResults: readonly { status: string; fullName: string }[];
};

/**
 * A reporter of Jest that writes the `Report` of a run to a file, as JSON. Jest writes its own JSON only where `--bail`
 * did not end the run.
 */
export default class FirstFailure {
  readonly #root: string;
  readonly #file: string;
  #report: Report = NOTHING_YET;

  constructor({ rootDir }: { rootDir: string }, { file }: { file: string }) {
    this.#root = rootDir;
    this.#file = file;
  }

  onTestResult(_: unknown, { testFilePath, testExecError, testResults }: FileResult): void {
    const suite = relative(this.#root, testFilePath);
    const error = testExecError ? (testExecError.message ?? 'it could not be run') : undefined;
    this.#report = withSuite(this.#report, { suite, error, tests: testResults });
  }

  onRunComplete(): void {
    writeFileSync(this.#file, JSON.stringify(this.#report));
  }
}
