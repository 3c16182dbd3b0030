import { TRACED_SHARE } from '../../infra/constructs/traced-share.ts';
import {
  billedMs,
  EXPRESS_CHUNK_GB,
  EXPRESS_STEP_MS,
  gbSecondsOf,
  STATE_MS,
  systemLogBytes,
} from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Invocation } from './meter.ts';
import { type Counts, sumOf } from './prices.ts';

const GB = 1e9;

/** A task of the machine goes on with the machine's trace and begins none of its own. */
const isTask = ({ entry }: Invocation): boolean => entry.startsWith('functions/revoke/');
const isApi = ({ entry }: Invocation): boolean => entry.startsWith('functions/api/');

/** A queue is sent to once a message, asked once and told once to delete what was done. */
const queueRequestsOf = ({ messages }: Invocation): number => (messages === undefined ? 0 : messages + 2);

/** What one call of a function adds to the bill. Throws where a condition refused a write: nobody counts those. */
const countsOfInvocation = (invocation: Invocation, deployment: Deployment): Counts => {
  const { entry, waits, memoryMegabytes, writeUnits, readUnits, events, eventBytes, secretCalls } =
    invocation;
  if (invocation.refusedWrites > 0)
    throw new Error(`A write of ${entry} was refused; its cost is not known.`);
  const deployed = deployment.functions.get(entry);
  if (deployed === undefined) throw new Error(`The templates have no ${entry}.`);
  const { systemLog } = deployed;
  const access = isApi(invocation) ? deployment.accessLogBytes : 0;
  return {
    writeUnits,
    readUnits,
    httpRequests: isApi(invocation) ? 1 : 0,
    invocations: 1,
    armGbSeconds: gbSecondsOf(waits, memoryMegabytes),
    events,
    archivedGb: eventBytes / GB,
    queueRequests: queueRequestsOf(invocation),
    loggedGb: (invocation.loggedBytes + systemLogBytes(systemLog) + access) / GB,
    secretCalls,
    traces: systemLog.isTraced && !isTask(invocation) ? 1 : 0,
  };
};

/** What executions of the machine add, beside its tasks: every task is followed by a Choice, and the last one ends it. */
export const countsOfExecutions = (
  executions: number,
  invocations: readonly Invocation[],
  { isExpress, isMachineTraced }: Deployment,
): Counts => {
  if (executions === 0) return {};
  const tasks = invocations.filter(isTask);
  const states = 2 * tasks.length + executions;
  const traces = isMachineTraced ? executions * TRACED_SHARE : 0;
  if (!isExpress) return { stateTransitions: states, traces };
  const ms = tasks.reduce(
    (sum, { waits, memoryMegabytes }) => sum + billedMs(waits, memoryMegabytes),
    states * STATE_MS,
  );
  const billed = Math.ceil(ms / EXPRESS_STEP_MS) * EXPRESS_STEP_MS;
  return {
    expressRequests: executions,
    expressGbSeconds: (billed / 1000) * EXPRESS_CHUNK_GB,
    traces,
  };
};

/** What these calls cost together. */
export const countsOfAll = (invocations: readonly Invocation[], deployment: Deployment): Counts =>
  sumOf(invocations.map((invocation) => countsOfInvocation(invocation, deployment)));
