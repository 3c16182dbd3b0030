import { REVOKE_FUNCTIONS } from '../../infra/function-list.ts';
import { claimRevocation } from '../../shared/usecases/claim-revocation.ts';
import { disconnectSession } from '../../shared/usecases/disconnect-session.ts';
import { finishRevocation } from '../../shared/usecases/finish-revocation.ts';
import type { Deps, RevocationRef } from '../../shared/usecases/ports.ts';
import { recordFailure } from '../../shared/usecases/record-failure.ts';
import { releasePrefix } from '../../shared/usecases/release-prefix.ts';
import type { RunRef, StepFailure, StepOutcome } from '../../shared/usecases/step-outcome.ts';
import type { End } from './actor.ts';
import { depsFor } from './deps.ts';
import { machinePlan, type Next, readDefinition, type TaskName } from './machine-plan.ts';
import { judgeThrown } from './thrown.ts';
import { note, type World } from './world.ts';

const plan = machinePlan(readDefinition());
const TIME = 1_000 * plan.seconds;

/** An exchange ends this long before its function is stopped (shared/adapters/lambda/revoke-handlers.ts). */
const RECORD_MILLISECONDS = 5_000;

type Task = {
  file: string;
  run: (ref: RunRef, deps: Deps & { deadline: number }, why: StepFailure) => Promise<StepOutcome>;
};

const TASKS: Readonly<Record<TaskName, Task>> = {
  BeginRevoke: { file: 'claim-revocation.ts', run: (ref, deps) => claimRevocation(ref, deps) },
  DisconnectSession: { file: 'disconnect-session.ts', run: (ref, deps) => disconnectSession(ref, deps) },
  ReleasePrefix: { file: 'release-prefix.ts', run: (ref, deps) => releasePrefix(ref, deps) },
  FinishRevoke: { file: 'finish-revocation.ts', run: (ref, deps) => finishRevocation(ref, deps) },
  RecordFailure: {
    file: 'record-failure.ts',
    run: (ref, deps, failure) => recordFailure({ ...ref, failure }, deps),
  },
};

type Entry = { task: TaskName; why: StepFailure; tries: number };
type Execution = { world: World; ref: RunRef; until: number };

const NO_REASON: StepFailure = { code: 'internal', detail: 'no reason', healing: true };

const follow = (execution: Execution, next: Next, outcome: StepOutcome | undefined): void => {
  const { world } = execution;
  if ('end' in next) {
    if (world.trace !== undefined) note(world, execution.ref.runId, `ends: ${next.end}`);
    return;
  }
  const said = outcome?.outcome === 'failed' ? outcome.failure : undefined;
  const why = next.failure ?? said ?? NO_REASON;
  const entry = { task: next.task, why, tries: 0 };
  if (next.wait === 0) enter(execution, entry);
  else world.scheduler.at(world.scheduler.now() + next.wait, () => enter(execution, entry));
};

/** So long after it was stopped somebody has an execution go on, where anybody does. */
const REDRIVEN_AFTER = [0, 60_000, 10 * 60_000, 60 * 60_000];
const REDRIVEN = 500;

/** Its time is over, or somebody stops it. */
const isStopped = ({ world: { scheduler, chance, troubles }, until }: Execution): boolean =>
  scheduler.now() >= until || (!troubles.calm && chance.odds(troubles.perMille >> 3));

/** A Standard execution that was stopped may be redriven: it goes on in its own name where it stood, with all of its time. */
const redriveLater = (execution: Execution, { task, why }: Entry): void => {
  const { world, ref } = execution;
  const { scheduler, chance, troubles } = world;
  if (troubles.calm || !chance.odds(REDRIVEN)) return;
  const after = REDRIVEN_AFTER[chance.below(REDRIVEN_AFTER.length)] as number;
  scheduler.at(scheduler.now() + after, () => {
    if (world.trace !== undefined) note(world, ref.runId, `is redriven, from ${task}`);
    enter({ ...execution, until: scheduler.now() + TIME }, { task, why, tries: 0 });
  });
};

/** One try of a task. A task may run twice at once (at-least-once): the first to end is heard. */
const enter = (execution: Execution, { task, why, tries }: Entry): void => {
  const { world } = execution;
  if (isStopped(execution)) {
    redriveLater(execution, { task, why, tries });
    return;
  }
  let heard = false;
  const tell = (end: End): void => {
    if (heard) return;
    heard = true;
    judgeThrown(world, task, end);
    ended(execution, { task, why, tries }, end);
  };
  invoke(execution, { task, why, tell });
  const { troubles, chance } = world;
  if (!troubles.calm && chance.odds(troubles.perMille >> 2)) invoke(execution, { task, why, tell });
};

const invoke = (
  { world, ref }: Execution,
  { task, why, tell }: { task: TaskName; why: StepFailure; tell: (end: End) => void },
): void => {
  const { file, run } = TASKS[task];
  const scope = { tenant: ref.tenantId, subscriber: ref.subscriberId };
  const limit = 1_000 * REVOKE_FUNCTIONS[task].timeoutSeconds;
  const name = `${ref.subscriberId} ${ref.runId} ${task}`;
  world.scheduler.start({ name, file, scope, thaws: false, limit, tell }, (actor) =>
    run(ref, { ...depsFor(world, actor), deadline: actor.until - RECORD_MILLISECONDS }, why),
  );
};

const ended = (execution: Execution, { task, why, tries }: Entry, end: End): void => {
  const { retries, intervalSeconds, by, otherwise, caught } = plan.tasks[task];
  if (end.end === 'done') {
    const outcome = end.value as StepOutcome;
    follow(execution, by.get(outcome.outcome) ?? otherwise, outcome);
    return;
  }
  if (tries >= retries) {
    follow(execution, caught, undefined);
    return;
  }
  const { scheduler } = execution.world;
  scheduler.at(scheduler.now() + 1_000 * intervalSeconds, () =>
    enter(execution, { task, why, tries: tries + 1 }),
  );
};

/** Starts an execution of the revoke machine: its tasks are the real use cases. */
export const startExecution = (world: World, ref: RevocationRef): void => {
  world.ids += 1;
  const runId = `run-${world.ids}`;
  const until = world.scheduler.now() + TIME;
  enter({ world, ref: { ...ref, runId }, until }, { task: plan.first, why: NO_REASON, tries: 0 });
};
