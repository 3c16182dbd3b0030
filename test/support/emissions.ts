import { emfMetrics } from '../../shared/adapters/emf-metrics.ts';
import { lambdaHandlers } from '../../shared/adapters/lambda/lambda-handlers.ts';
import { netboxClient } from '../../shared/adapters/netbox/client.ts';
import { countRequests } from '../../shared/adapters/netbox/count-requests.ts';
import { ERROR_CODES, LeaseholdError } from '../../shared/domain/errors.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { observe } from '../../shared/http/observe.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { disconnectSession } from '../../shared/usecases/disconnect-session.ts';
import type { Metrics } from '../../shared/usecases/ports.ts';
import { publishLifecycleEvents } from '../../shared/usecases/publish-lifecycle-events.ts';
import { reconcileInventory } from '../../shared/usecases/reconcile-inventory.ts';
import { recountTenants } from '../../shared/usecases/recount-statistics.ts';
import { reportGauges } from '../../shared/usecases/report-gauges.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { contextWith, recordedHandlers } from './handler-parts.ts';
import { DAY, HELD, HOUR, KEY, leaseIn, NOON, REVOCATION, SECOND } from './leases.ts';
import { leaseName, rowName } from './memory-rows.ts';
import { batchOf, provisioningBody } from './queue-messages.ts';
import { RUN, revokedBy } from './revoking.ts';
import { NAS, usecaseWorld } from './usecase-world.ts';

/** One metric as CloudWatch reads it from a log line: a name and one of its dimension sets, with their values. */
export type Emission = { name: string; dimensions: Record<string, string> };

type Line = { _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] } };

const emissionsOf = (text: string): Emission[] => {
  const { _aws, ...values } = JSON.parse(text) as Line & Record<string, string>;
  return _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics: named }) =>
    named.flatMap(({ Name }) =>
      Dimensions.map((set) => ({
        name: Name,
        dimensions: Object.fromEntries(set.map((each) => [each, String(values[each])])),
      })),
    ),
  );
};

/** Every route and event whose rate, duration or failure is watched, with every way that it can end. */
const operations = async (metrics: Metrics): Promise<void> => {
  const request = { tenant: KEY.tenant, subscriber: KEY.subscriber, correlationId: 'c', milliseconds: 5 };
  const response = { statusCode: 200, headers: {}, body: '' };
  const log = () => undefined;
  const errors = [undefined, ...ERROR_CODES.map((code) => new LeaseholdError(code, 'No.'))];
  for (const route of ['allocatePrefix', 'revokePrefix']) {
    for (const error of errors) observe({ ...request, route, response, error }, { log, metrics });
  }
  const { parts } = recordedHandlers({ metrics });
  const on = lambdaHandlers(parts);
  for (const error of errors) {
    const run = async () => (error === undefined ? 'applied' : Promise.reject(error));
    const bodies = ['SubscriberProvisioned', 'SubscriberDeprovisioned'].map((type) => provisioningBody(type));
    await on.provisioningEvents(run)(batchOf(...bodies), contextWith(300_000));
  }
  const finish = on.revokeTask('finishRevoke', async () => ({ outcome: 'done' }));
  await finish(
    { tenantId: 'acme', subscriberId: 'line-1', revocationId: 5, runId: 'run-1' },
    contextWith(9_000),
  );
};

/** NetBox answers, and then it does not, until the circuit breaker is open. */
const requests = async (metrics: Metrics): Promise<void> => {
  let isAway = false;
  const netbox = netboxClient({
    url: 'http://netbox.test',
    token: async () => 'token',
    clock: () => NOON,
    sleep: async () => undefined,
    random: () => 0,
    timeout: () => new AbortController().signal,
    onRequest: countRequests(metrics),
    fetch: async () => {
      if (isAway) throw new TypeError('fetch failed');
      const body = JSON.stringify({ id: 7, prefix: '2001:db8::/40', custom_fields: {} });
      const headers = { 'Content-Type': 'application/json', 'API-Version': '4.4' };
      return new Response(body, { headers });
    },
  });
  await netbox.readPrefix(7).catch(() => undefined);
  isAway = true;
  for (let call = 0; call < 8; call++) await netbox.readPrefix(7).catch(() => undefined);
};

/** Leases that want something of a person, and prefixes of which NetBox and the table think differently. */
const upkeep = async (metrics: Metrics): Promise<void> => {
  const world = await usecaseWorld();
  const deps = { ...world.deps, metrics };
  const taken = { space: 'main.global', cidr: '2001:db8::/56' };
  world.rows.claims.set(rowName(taken.space, taken.cidr), {
    ...taken,
    tenant: 'acme',
    subscriber: 'line-9',
    epoch: 1,
    netboxPrefixId: 999,
    poolId: world.pool.netboxPoolId,
    since: NOON,
    state: 'held',
    writeId: 'write-9',
  });
  await allocatePrefix({ key: KEY }, deps);
  const put = (subscriber: string, lease: Lease) => world.store({ ...lease, subscriber });
  put('stale', leaseIn('allocated'));
  put('stuck', leaseIn('revoking', { revocation: { ...REVOCATION, askedAt: NOON } }));
  put('failed', leaseIn('failed', { held: HELD } as object));
  for (const mark of ['acme/gone/1', 'acme/stale/1']) {
    const lease = mark.slice(0, -2);
    await deps.netbox.allocateNext(world.pool.netboxPoolId, 56, { lease, claim: mark });
  }
  world.clock.now += 2 * DAY;
  const bounds = { deadline: world.clock.now + HOUR, limit: 100 };
  await sweepOverdue(bounds, deps);
  await reconcileInventory(bounds, deps);
  await recountTenants(bounds, deps);
  await reportGauges(deps);
};

/** A router that does not answer, and a bus that does not take. */
const silence = async (metrics: Metrics): Promise<void> => {
  const world = await usecaseWorld();
  const session = { username: 'alice', acctSessionId: '1', nasIp: NAS.ip };
  world.rows.leases.set(leaseName(KEY), revokedBy({ disconnect: true }, { session }));
  await disconnectSession(RUN, { ...world.deps, metrics, deadline: NOON + 35 * SECOND });
  const records = [{ sequence: '1', after: leaseIn('active') }];
  const publisher = { publish: async () => [0] };
  await publishLifecycleEvents(records, { ...world.deps, metrics, publisher });
};

/** What the real code writes for CloudWatch when everything that is watched happens; and what was refused as unknown. */
export const emissions = async (): Promise<{ emitted: Emission[]; refused: unknown[] }> => {
  const lines: string[] = [];
  const refused: unknown[] = [];
  const { metrics, flush } = emfMetrics({
    write: (line) => void lines.push(line),
    log: (_, __, facts) => void refused.push(facts),
  });
  for (const happen of [operations, requests, upkeep, silence]) await happen(metrics);
  await flush();
  return { emitted: lines.flatMap(emissionsOf), refused };
};
