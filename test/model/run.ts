import { parseArgs } from 'node:util';
import { checkerTools } from './checker-tools.ts';
import { FENCES, type Fence, SCENARIOS } from './fences.ts';
import { promises } from './model-files.ts';
import { explain, type Question, search, type Verdict } from './spin.ts';

const HELP = `Usage: npm run model [-- --fence NAME]

Searches every state of the model of the allocation and revocation protocol (docs/model) with Spin: each scenario with
all fences, where nothing may break, and once without each fence, where a promise must. Ends with 1 where it is otherwise.

  --fence NAME  only this fence: prints, step by step, what happens without it
  --help        this text

Needs Spin 6.5 and gcc; installs them by apt-get where they are missing and the user may.
`;

const USAGE_ERROR = 64;
const AT_ONCE = 2;

type Task = { question: Question; label: string; mustBreak: boolean };
type Done = Task & { verdict: Verdict };

/** Both hold the same: the one that stays must be enough, or the other would not be the reason. */
const tasksOf = ({ name, scenario, beside }: Fence): Task[] =>
  beside === undefined
    ? [{ question: { scenario, without: [name] }, label: name, mustBreak: true }]
    : [
        { question: { scenario, without: [name, beside] }, label: `${name} and ${beside}`, mustBreak: true },
        { question: { scenario, without: [name] }, label: `${name} alone`, mustBreak: false },
        { question: { scenario, without: [beside] }, label: `${beside} alone`, mustBreak: false },
      ];

const whole = SCENARIOS.map(
  (scenario): Task => ({ question: { scenario, without: [] }, label: 'nothing', mustBreak: false }),
);

const isAsItMust = ({ verdict, mustBreak }: Done): boolean =>
  mustBreak
    ? promises().has(verdict.broken ?? '')
    : verdict.errors === 0 && verdict.unfinished === undefined && verdict.states > 0;

const rowOf = (done: Done): string => {
  const { question, label, verdict } = done;
  const found = verdict.broken ?? verdict.unfinished ?? 'nothing breaks';
  return [
    isAsItMust(done) ? 'ok   ' : 'WRONG',
    question.scenario.padEnd(14),
    label.padEnd(34),
    String(verdict.states).padStart(9),
    String(verdict.depth).padStart(6),
    ` ${found}`,
  ].join(' ');
};

/** Runs the tasks, so many at a time, and prints each as it ends. */
const runAll = async (tasks: readonly Task[], compiler: string): Promise<Done[]> => {
  const waiting = [...tasks];
  const done: Done[] = [];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const ended = { ...task, verdict: await search(task.question, compiler) };
      console.log(rowOf(ended));
      done.push(ended);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
};

const checkAll = async (compiler: string): Promise<number> => {
  const began = performance.now();
  console.log(`      scenario       without                               states  depth  found`);
  const done = await runAll([...whole, ...FENCES.flatMap(tasksOf)], compiler);
  const wrong = done.filter((each) => !isAsItMust(each));
  const states = done
    .filter(({ mustBreak }) => !mustBreak)
    .reduce((sum, each) => sum + each.verdict.states, 0);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${SCENARIOS.length} scenarios (${states} states, each of them seen) and ${FENCES.length} fences in ${seconds} s: ${wrong.length} wrong.`,
  );
  return wrong.length === 0 ? 0 : 1;
};

const explainFence = async (fence: Fence, compiler: string): Promise<number> => {
  const task = tasksOf(fence)[0] as Task;
  const { verdict, steps } = await explain(task.question, compiler);
  console.log(`Scenario ${fence.scenario}, without ${task.label}:\n`);
  for (const step of steps) console.log(`  ${step}`);
  const promise = promises().get(verdict.broken ?? '');
  console.log(`\nBroken: ${promise ?? verdict.broken ?? 'nothing'}`);
  return promise === undefined ? 1 : 0;
};

const usage = (fault: string): number => {
  console.error(`${fault}\n\n${HELP}`);
  return USAGE_ERROR;
};

const readArguments = (): { fence?: string; help?: boolean; fault?: string } => {
  try {
    return parseArgs({ options: { fence: { type: 'string' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const main = async (): Promise<number> => {
  const { fence: name, help, fault } = readArguments();
  if (fault !== undefined) return usage(fault);
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (name === undefined) return checkAll(checkerTools());
  const fence = FENCES.find((each) => each.name === name);
  if (fence === undefined) {
    return usage(`No fence is called ${name}. They are: ${FENCES.map((each) => each.name).join(', ')}.`);
  }
  return explainFence(fence, checkerTools());
};

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});
