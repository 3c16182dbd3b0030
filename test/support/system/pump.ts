import { readFileSync } from 'node:fs';
import type { DynamoDBRecord } from 'aws-lambda';
import { StateMachine } from 'aws-local-stepfunctions';
import { readStreamRecords } from '../../../shared/adapters/lambda/stream-records.ts';
import { authorizeSession } from '../../../shared/usecases/authorize-session.ts';
import { claimRevocation } from '../../../shared/usecases/claim-revocation.ts';
import { disconnectSession } from '../../../shared/usecases/disconnect-session.ts';
import { finishRevocation } from '../../../shared/usecases/finish-revocation.ts';
import type { Deps, OutboundEvent, RevocationRef } from '../../../shared/usecases/ports.ts';
import { projectStatistics } from '../../../shared/usecases/project-statistics.ts';
import { publishLifecycleEvents } from '../../../shared/usecases/publish-lifecycle-events.ts';
import { recordFailure } from '../../../shared/usecases/record-failure.ts';
import { releasePrefix } from '../../../shared/usecases/release-prefix.ts';
import type { RunRef, StepFailure } from '../../../shared/usecases/step-outcome.ts';
import { sweepOverdue } from '../../../shared/usecases/sweep-overdue.ts';
import type { System } from './system.ts';

type RevokeTask = 'BeginRevoke' | 'DisconnectSession' | 'ReleasePrefix' | 'FinishRevoke' | 'RecordFailure';

const definition = JSON.parse(
  readFileSync(new URL('../../../statemachines/revoke.asl.json', import.meta.url), 'utf8').replaceAll(
    /\$\{(\w+)FunctionArn\}/g,
    'arn:aws:lambda:us-east-1:000000000000:function:$1',
  ),
);

const tasks = (deps: Deps): Record<RevokeTask, (input: never) => Promise<unknown>> => ({
  BeginRevoke: (ref: RunRef) => claimRevocation(ref, deps),
  DisconnectSession: (ref: RunRef) => disconnectSession(ref, { ...deps, deadline: deps.clock() + 35_000 }),
  ReleasePrefix: (ref: RunRef) => releasePrefix(ref, deps),
  FinishRevoke: (ref: RunRef) => finishRevocation(ref, deps),
  RecordFailure: (request: RunRef & { failure: StepFailure }) => recordFailure(request, deps),
});

/** Made once: the library validates the definition each time, which takes longer than a run. */
const machine = new StateMachine(definition);

let executions = 0;

/** Runs the revoke machine of statemachines/ once, its tasks being the real use cases and its waits virtual. */
const runMachine = async (system: Pick<System, 'clock'>, ref: RevocationRef, deps: Deps): Promise<void> => {
  const waits = Object.entries(
    definition.States as Record<string, { Type: string; Seconds?: number }>,
  ).flatMap(([name, { Type }]) => (Type === 'Wait' ? [[name, 0] as const] : []));
  const handlers = Object.fromEntries(
    Object.entries(tasks(deps)).map(([name, run]) => [
      name,
      async (input: unknown) => {
        const result = (await run(input as never)) as { outcome: string };
        if (result.outcome === 'busy') system.clock.advance(10_000);
        return result;
      },
    ]),
  );
  executions += 1;
  await machine.run(ref, {
    overrides: {
      taskResourceLocalHandlers: handlers,
      waitTimeOverrides: Object.fromEntries(waits),
      retryIntervalOverrides: Object.fromEntries(Object.keys(handlers).map((name) => [name, 0])),
    },
    context: { Execution: { Id: `execution-${executions}`, Name: `e${executions}` } },
  }).result;
};

type Detail = RevocationRef & { authorizationId: string };

/** What an event sets off: the rules of infra, in short. */
const react = async (system: System, event: OutboundEvent, deps: Deps): Promise<void> => {
  const { tenantId, subscriberId, revocationId, authorizationId } = event.detail as unknown as Detail;
  if (event.detailType === 'PrefixRevocationStarted') {
    await runMachine(system, { tenantId, subscriberId, revocationId }, deps);
  }
  if (event.detailType === 'AuthorizationRequested') {
    for (let receive = 0; receive < 5; receive++) {
      const request = { tenantId, subscriberId, authorizationId, deadline: deps.clock() + 35_000 };
      const end = await authorizeSession(request, deps);
      if (end.outcome === 'settled') return;
      system.clock.advance(Math.max(1, end.until - deps.clock() + 1));
    }
  }
};

/** Publishes and counts a batch of the stream; what was not wholly processed stays, as the stream would keep it. */
const deliver = async (system: System, deps: Deps): Promise<OutboundEvent[]> => {
  system.undelivered.push(...(await system.readStream()));
  const { leases } = readStreamRecords(system.undelivered as unknown as DynamoDBRecord[]);
  const from = system.published.length;
  await publishLifecycleEvents(leases, deps);
  await projectStatistics(leases, deps);
  system.undelivered.length = 0;
  return system.published.slice(from);
};

/** Publishes and counts what the stream holds, and lets it have its effects, until nothing moves any more. */
export const pump = async (system: System, deps: Deps = system.deps): Promise<void> => {
  for (;;) {
    const events = await deliver(system, deps);
    const ref = system.started.shift();
    if (events.length === 0 && ref === undefined) return;
    for (const event of events) await react(system, event, deps);
    if (ref !== undefined) await runMachine(system, ref, deps);
  }
};

/** One run of the sweeper, and all that follows from it. */
const sweep = async (system: System, deps: Deps = system.deps) => {
  const report = await sweepOverdue({ deadline: deps.clock() + 60_000, limit: 1_000 }, deps);
  await pump(system, deps);
  return report;
};

/** Lets so much virtual time pass, with a sweep every `step` minutes: five, as deployed, unless told. */
export const pass = async (system: System, minutes: number, step = 5): Promise<void> => {
  for (let passed = 0; passed < minutes; passed += step) {
    system.clock.advance(step * 60_000);
    await sweep(system);
  }
};
