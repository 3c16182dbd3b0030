import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalNas, startNas } from '../../local/nas/start-nas.ts';
import { type LocalNetBox, startNetBox } from '../../local/netbox/start-netbox.ts';
import type { SweepReport } from '../../shared/usecases/sweep-overdue.ts';
import { type Recorder, recorder } from '../linearizability/recorder.ts';
import { type Counts, newCounts } from './counts.ts';
import { type Leasehold, leaseholdProcess } from './leasehold-process.ts';
import { advance } from './moved-date.ts';
import { type NetBoxFront, startNetBoxFront } from './netbox-front.ts';
import { type Load, newLoad } from './workload.ts';

/** Leasehold in a process that may die, and what it works with, which lives here. */
export type Stage = {
  leasehold: Leasehold;
  netbox: LocalNetBox;
  front: NetBoxFront;
  nas: LocalNas;
  load: Load;
  recorder: Recorder;
  counts: Counts;
  dataDir: string;
  random: () => number;
  /** SIGKILL, and a new process on the same folder. */
  restart(): Promise<void>;
  /** All clocks stand still and go on so much later. */
  jump(milliseconds: number): Promise<void>;
  /** Undefined where the sweep did not come to an end. */
  sweep(): Promise<SweepReport | undefined>;
  close(): Promise<void>;
};

const TENANTS = ['acme', 'beta'] as const;
const TOKEN = 'nbt_soak.secret';
const SECRET = 'soak-secret';
/** Of a function; AWS would run as many at once. */
const INSTANCES = 10;

const put = async (url: string, token: string, body: object): Promise<void> => {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PUT ${url} answered ${response.status}: ${await response.text()}`);
};

type Parts = Pick<Stage, 'leasehold' | 'netbox' | 'nas'> & { tokens: Map<string, string> };

const grant = async ({ leasehold, netbox, nas, tokens }: Parts): Promise<void> => {
  const base = `${leasehold.at().url}/api/v1/network`;
  for (const [index, tenant] of TENANTS.entries()) {
    const token = String(tokens.get(tenant));
    const { id } = netbox.addPool(`2001:db8:${index}000::/36`);
    await put(`${base}/ipv6/pools/${id}`, token, { prefixSize: 56, quarantineSeconds: index * 600 });
    await put(`${base}/nas/${nas.ip}`, token, {
      secret: SECRET,
      port: nas.port,
      requireMessageAuthenticator: true,
    });
  }
};

/** Tokens are of one process: the next one has another key. */
const startUp = async ({ leasehold, tokens }: Pick<Parts, 'leasehold' | 'tokens'>): Promise<void> => {
  tokens.clear();
  await leasehold.start();
  for (const tenant of TENANTS) tokens.set(tenant, await leasehold.tell<string>({ do: 'mint', tenant }));
};

/** Nobody calls without a token. */
const tokenFor = (tokens: ReadonlyMap<string, string>, tenant: string): string => {
  const token = tokens.get(tenant);
  if (token === undefined) throw new Error('There is no token yet.');
  return token;
};

const startParts = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-soak-'));
  const now = () => Date.now();
  const netbox = await startNetBox({ token: TOKEN, clock: now });
  const front = await startNetBoxFront(netbox.url);
  const nas = await startNas({ secret: SECRET, requireMessageAuthenticator: true, clock: now });
  const access = { url: front.url, token: TOKEN };
  const leasehold = leaseholdProcess({ dataDir, netbox: access, instances: INSTANCES });
  return { dataDir, netbox, front, nas, leasehold, tokens: new Map<string, string>() };
};

/** Starts all of it, with two tenants that have a pool and a NAS each; the second one's pool has a quarantine. */
export const startStage = async (random: () => number): Promise<Stage> => {
  const { tokens, ...parts } = await startParts();
  const { leasehold, nas, dataDir } = parts;
  const counts = newCounts();
  const record = recorder();
  await startUp({ leasehold, tokens });
  await grant({ ...parts, tokens });
  const way = {
    url: () => leasehold.at().url,
    events: () => leasehold.at().awsEndpoint,
    token: (tenant: string) => tokenFor(tokens, tenant),
  };
  return {
    ...parts,
    recorder: record,
    counts,
    random,
    load: newLoad({ tenants: TENANTS, way, nas, recorder: record, counts, random }),
    async restart() {
      await leasehold.kill();
      record.processDied();
      await sleep(random() * 500);
      await startUp({ leasehold, tokens });
    },
    async jump(milliseconds) {
      await leasehold.tell({ do: 'advance', milliseconds });
      advance(milliseconds);
    },
    async sweep() {
      counts.add('sweeps');
      try {
        return await leasehold.tell<SweepReport>({ do: 'fire', schedule: 'SweepOverdueSchedule' });
      } catch {
        counts.add('sweeps that failed');
        return undefined;
      }
    },
    async close() {
      await leasehold.kill();
      await Promise.all([parts.front.close(), parts.netbox.close(), nas.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
