import { parseArgs } from 'node:util';
import { checkFences, explainFence } from './check-fences.ts';
import { checkTraces } from './check-traces.ts';
import { checkerTools } from './checker-tools.ts';
import { FENCES } from './fences.ts';

const HELP = `Usage: npm run model [-- --fence NAME | --traces N [--from SEED]]

Searches every state of the model of the allocation and revocation protocol (docs/model) with Spin: each scenario with
all fences, where nothing may break, and once without each fence, where a promise must. Then the model is asked whether
it can do what schedules of the simulator (test/simulation) did. Ends with 1 where anything is otherwise.

  --fence NAME  only this fence: prints, step by step, what happens without it
  --traces N    only this: of N schedules of the simulator, whether the model can do what they did (without it: 20)
  --from SEED   the first of them (1)
  --help        this text

Needs Spin 6.5 and gcc; installs them by apt-get where they are missing and the user may.
`;

const USAGE_ERROR = 64;

const usage = (fault: string): number => {
  console.error(`${fault}\n\n${HELP}`);
  return USAGE_ERROR;
};

const OPTIONS = {
  fence: { type: 'string' },
  traces: { type: 'string' },
  from: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Arguments = { fence?: string; traces?: string; from?: string; help?: boolean; fault?: string };

const readArguments = (): Arguments => {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const TRACES = 20;

const everything = async (compiler: string): Promise<number> => {
  const began = performance.now();
  const wrong = (await checkFences(compiler)) + (await checkTraces({ from: 1, count: TRACES }, compiler));
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s: ${wrong} wrong.`);
  return wrong === 0 ? 0 : 1;
};

const oneFence = async (name: string): Promise<number> => {
  const fence = FENCES.find((each) => each.name === name);
  if (fence !== undefined) return (await explainFence(fence, checkerTools())) ? 0 : 1;
  return usage(`No fence is called ${name}. They are: ${FENCES.map((each) => each.name).join(', ')}.`);
};

const someTraces = async (traces: string, from: string): Promise<number> => {
  const seeds = { from: Number(from), count: Number(traces) };
  if (![seeds.from, seeds.count].every((value) => Number.isSafeInteger(value) && value > 0))
    return usage('--traces and --from are whole numbers from 1 on.');
  return (await checkTraces(seeds, checkerTools())) === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  const { fence, traces, from = '1', help, fault } = readArguments();
  if (fault !== undefined) return usage(fault);
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (fence !== undefined) return oneFence(fence);
  return traces === undefined ? everything(checkerTools()) : someTraces(traces, from);
};

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});
