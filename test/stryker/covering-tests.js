import { readFileSync, writeFileSync } from 'node:fs';
import { strykerPlugins } from '@stryker-mutator/jest-runner';

const [{ factory: makeJestRunner }] = strykerPlugins;

/** In the sandbox, where the first run and all workers are. */
const MAP = 'files-by-test.json';

/** Tests of several files may have one name, and StrykerJS asks for them by name. */
const filesByTest = (tests) => {
  const files = {};
  for (const { id, fileName } of tests) files[id] = [...new Set([...(files[id] ?? []), fileName])];
  return files;
};

/**
 * The runner of @stryker-mutator/jest-runner, with those files alone that hold a covering test. By itself it starts every
 * file that leads to the mutated one by however many imports, which took five times as long.
 */
const makeRunner = (injector) => {
  const runner = makeJestRunner(injector);
  const { dryRun, mutantRun, run } = runner;
  let files;
  let covering;
  return Object.assign(runner, {
    async dryRun(options) {
      const result = await dryRun.call(runner, options);
      if (result.tests !== undefined) writeFileSync(MAP, JSON.stringify(filesByTest(result.tests)));
      return result;
    },
    async mutantRun(options) {
      files ??= JSON.parse(readFileSync(MAP, 'utf8'));
      covering = options.testFilter && [...new Set(options.testFilter.flatMap((id) => files[id]))];
      return mutantRun.call(runner, options);
    },
    run: (settings) => run.call(runner, { ...settings, testFiles: settings.testFiles ?? covering }),
  });
};
makeRunner.inject = makeJestRunner.inject;

const plugins = [{ kind: 'TestRunner', name: 'covering-tests', factory: makeRunner }];

/** What StrykerJS looks for in a plugin. */
export { plugins as strykerPlugins };
