import { twoAtATime } from './at-once.ts';
import { FENCES, type Fence, SCENARIOS } from './fences.ts';
import { promises } from './model-files.ts';
import { explain, type Question, search, type Verdict } from './spin.ts';

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

/** Two fences may stand in for one another, and are asked for twice. */
const once = (tasks: readonly Task[]): Task[] => [
  ...new Map(tasks.map((task) => [`${task.question.scenario} ${task.label}`, task])).values(),
];

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

/**
 * Searches every scenario with all fences and once without each, printing a line for each search. Answers how many were
 * otherwise than they must be.
 */
export const checkFences = async (compiler: string): Promise<number> => {
  console.log(`      scenario       without                               states  depth  found`);
  const done = await twoAtATime(once([...whole, ...FENCES.flatMap(tasksOf)]), async (task) => {
    const ended = { ...task, verdict: await search(task.question, compiler) };
    console.log(rowOf(ended));
    return ended;
  });
  const wrong = done.filter((each) => !isAsItMust(each)).length;
  const states = done
    .filter(({ mustBreak }) => !mustBreak)
    .reduce((sum, each) => sum + each.verdict.states, 0);
  console.log(
    `${SCENARIOS.length} scenarios (${states} states, each of them seen), ${FENCES.length} fences: ${wrong} wrong.\n`,
  );
  return wrong;
};

/** Prints what happens without one fence, step by step. Answers whether a promise broke. */
export const explainFence = async (fence: Fence, compiler: string): Promise<boolean> => {
  const task = tasksOf(fence)[0] as Task;
  const { verdict, steps } = await explain(task.question, compiler);
  console.log(`Scenario ${fence.scenario}, without ${task.label}:\n`);
  for (const step of steps) console.log(`  ${step}`);
  const promise = promises().get(verdict.broken ?? '');
  console.log(`\nBroken: ${promise ?? verdict.broken ?? 'nothing'}`);
  return promise !== undefined;
};
