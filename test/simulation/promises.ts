import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { intendedState, type ProvisioningEvent } from '../../shared/domain/provisioning.ts';
import type { Answer } from '../../shared/usecases/answer.ts';
import type { ProvisioningMessage } from '../../shared/usecases/ports.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { type Acknowledged, violate, type World } from './world.ts';

const nameOf = ({ key, action }: Acknowledged): string => `${action} of ${key.tenant}/${key.subscriber}`;

const versionOf = (etag: string): number => Number.parseInt(etag.slice(1), 10);

const historyOf = (world: World, { key }: Acknowledged): Lease[] =>
  world.rows.records.flatMap(({ after }) =>
    after?.tenant === key.tenant && after.subscriber === key.subscriber ? [after] : [],
  );

const END: readonly string[] = ['beginRevoke', 'fail'];

/** Who was told that a prefix is theirs has it, until it is revoked. */
const judgeAllocation = (world: World, told: Acknowledged, history: readonly Lease[]): void => {
  const id = told.answer.facts.netboxPrefixId;
  const version = versionOf(told.answer.etag);
  if (!history.some((lease) => heldBy(lease)?.netboxPrefixId === id)) {
    violate(
      world,
      'an acknowledged command is not lost',
      `${nameOf(told)}: the lease never held prefix ${id}`,
    );
  }
  const isOver = history.some((lease) => lease.version > version && END.includes(lease.lastAction));
  const lease = world.rows.leases.get(leaseName(told.key));
  if (!isOver && (lease === undefined || heldBy(lease)?.netboxPrefixId !== id)) {
    violate(world, 'an acknowledged command is not lost', `${nameOf(told)}: prefix ${id} is gone unrevoked`);
  }
};

/** Who was told that a prefix will be revoked sees the end of it. */
const judgeRevocation = (world: World, told: Acknowledged, history: readonly Lease[]): void => {
  if (told.answer.status !== 202) return;
  const version = versionOf(told.answer.etag);
  const isEnded = history.some(
    ({ version: at, lastAction }) => at > version && ['finishRevoke', 'fail'].includes(lastAction),
  );
  if (!isEnded) violate(world, 'an acknowledged command is not lost', `${nameOf(told)} never ended`);
};

const isKnown = (world: World, told: Acknowledged, history: readonly Lease[]): boolean => {
  const version = versionOf(told.answer.etag);
  if (history.some((lease) => lease.version === version)) return true;
  // What was so before the schedule began was never written in it.
  return world.rows.records.every(
    ({ before }) => before?.subscriber !== told.key.subscriber || before.version <= version,
  )
    ? world.rows.leases.get(leaseName(told.key))?.version === version
    : world.rows.records.some(
        ({ before }) => before?.subscriber === told.key.subscriber && before.version === version,
      );
};

const judgeAcknowledged = (world: World, told: Acknowledged): void => {
  const history = historyOf(world, told);
  if (!isKnown(world, told, history)) {
    violate(
      world,
      'an acknowledged command is not lost',
      `${nameOf(told)}: ${told.answer.etag} was never written`,
    );
  }
  if (told.action === 'allocate') judgeAllocation(world, told, history);
  if (told.action === 'revoke') judgeRevocation(world, told, history);
};

const textOf = ({ status, facts, etag }: Answer): string => JSON.stringify([status, facts, etag]);

/** The same call is answered the same, however often it is repeated. */
const judgeRepeats = (world: World): void => {
  const first = new Map<string, Answer>();
  for (const { key, idempotencyKey, answer } of world.acknowledged) {
    const name = rowName(key.tenant, key.subscriber, idempotencyKey);
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, answer);
      continue;
    }
    const [was, is] = [textOf(before), textOf(answer)];
    if (was !== is) violate(world, 'a repeat gives the first answer', `${name}: first ${was}, then ${is}`);
  }
};

const SERVICE: readonly ProvisioningEvent[] = ['ServiceActivated', 'ServiceSuspended', 'ServiceResumed'];

/** The events of a subscriber whom events alone speak of, and of nothing but the service. */
const feedOf = (world: World, name: string): ProvisioningMessage[] => {
  const fed = world.fed.filter((event) => `${event.tenantId}/${event.subscriberId}` === name);
  const isAlone = !world.others.has(name) && fed.every(({ type }) => SERVICE.includes(type));
  return isAlone ? fed : [];
};

/** It ends as the newest event asks, in whatever order they came. */
const judgeFeeds = (world: World): void => {
  if (world.deadLetters > 0) return;
  for (const lease of world.rows.leases.values()) {
    const name = `${lease.tenant}/${lease.subscriber}`;
    const [newest] = feedOf(world, name).sort((a, b) => b.occurredAt - a.occurredAt);
    if (newest === undefined || intendedState(newest.type).includes(lease.state)) continue;
    violate(world, 'the newest event decides', `${name} is ${lease.state} after ${newest.type}`);
  }
};

/** Looks at what was promised to whoever asked. */
export const judgePromises = (world: World): void => {
  for (const told of world.acknowledged) judgeAcknowledged(world, told);
  judgeRepeats(world);
  judgeFeeds(world);
};
