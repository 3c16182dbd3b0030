import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ENV } from '../../shared/contract/env.ts';
import type { Bundles } from './bundles.ts';

/** Module-load times of one function in milliseconds of processor time, and their ratio: medians, each over the pairs. */
export type LoadTime = { entry: string; ours: number; standard: number; ratio: number };

const LOADER = fileURLToPath(new URL('load-one.js', import.meta.url));

/** What is there on Lambda as well; no function reads more of it while it loads. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  ...Object.fromEntries(Object.values(ENV).map((name) => [name, 'http://127.0.0.1:9/bench'])),
};

const loadOnce = (file: string): number => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LOADER, file], {
    env: ENVIRONMENT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} does not load: ${stderr}`);
  return Number(stdout);
};

/** The middle one of these numbers. */
const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/**
 * Loads both bundles of a function in fresh processes, one right after the other and by turns first: whatever else the
 * machine does slows both of a pair.
 */
export const measureLoad = (entry: string, bundles: Bundles, rounds: number): LoadTime => {
  const files = { ours: bundles.ours(entry), standard: bundles.standard(entry) };
  for (const file of Object.values(files)) loadOnce(file);
  const pairs = Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) {
      const ours = loadOnce(files.ours);
      return { ours, standard: loadOnce(files.standard) };
    }
    const standard = loadOnce(files.standard);
    return { ours: loadOnce(files.ours), standard };
  });
  return {
    entry,
    ours: median(pairs.map(({ ours }) => ours)),
    standard: median(pairs.map(({ standard }) => standard)),
    ratio: median(pairs.map(({ ours, standard }) => ours / standard)),
  };
};
