import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { App } from 'aws-cdk-lib';
import { assembleApp } from '../infra/build-app.ts';
import { type ClosingStack, closingStack } from './closing-stack.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { sdkEnvironment } from './cloud-resources.ts';
import type { CallWrapper } from './lambda.ts';
import { type LocalNas, startNas } from './nas/start-nas.ts';
import type { SavedInventory } from './netbox/inventory.ts';
import { type LocalNetBox, startNetBox } from './netbox/start-netbox.ts';
import { savedMap } from './saved-json.ts';
import { type BuildApp, synthesize } from './synthesize.ts';
import type { Json, Template } from './template.ts';
import { type Timeline, wallTimeline } from './timeline.ts';
import { startTokenIssuer, type TokenIssuer } from './token.ts';

/** A NetBox by its URL and an API token of either kind. */
export type NetBoxAccess = { url: string; token: string };

/**
 * How to run Leasehold here. All have a default: free ports, nothing kept, a NetBox of our own, the time of this
 * machine, failures and logs dropped. A test that steps the timeline must move `Date` as well: handlers read it.
 */
export type RuntimeOptions = {
  port?: number | undefined;
  /** Keeps tables, secrets, places in streams and the local NetBox in this folder. */
  dataDir?: string | undefined;
  /** A real NetBox in place of the local one. */
  netbox?: NetBoxAccess | undefined;
  /** Settings of the CDK app over those of cdk.json. */
  context?: Json;
  /** Adds to the CDK app before it is synthesized, as a change of infra/ would. */
  extend?: (app: App) => void;
  timeline?: Timeline;
  /** Replaces the waits and retry intervals of the revoke machine. */
  pauseMilliseconds?: number;
  /** Told of what failed on its own: a batch, a delivery, an execution. */
  onFailure?: (error: unknown) => void;
  /** Takes what the functions log. */
  onLog?: (text: string) => void;
  /** Stands around every call of a function. */
  aroundCall?: CallWrapper | undefined;
};

/** Leasehold at work in this process. */
export type Runtime = Omit<Cloud, 'url' | 'secrets'> & {
  /** The URL of the HTTP API, without a slash at its end. */
  url: string;
  /** The synthesized templates, by stack. */
  templates: Readonly<Record<string, Template>>;
  /** The local NetBox; undefined where a real one is used. */
  netbox: LocalNetBox | undefined;
  /** The simulated NAS, and the secret that it shares with whoever adds it. */
  nas: LocalNas & { secret: string };
  /** The environment by which `npm run audit` looks at this runtime. */
  auditEnvironment: Readonly<Record<string, string>>;
  /** Signs a token for this runtime. */
  mint: TokenIssuer['mint'];
  /** Runs a schedule of the template now: `SweepOverdueSchedule`, `SweepReconcileSchedule`. */
  fireSchedule: (name: string, payload?: unknown) => Promise<unknown>;
};

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TOKEN_SECRET = 'leasehold/netbox-token';

/**
 * Synthesizes the CDK app and runs it, beside a NetBox and a NAS simulator. Throws, with nothing left running, where a
 * port is taken or the template cannot be run.
 */
export const startRuntime = async (options: RuntimeOptions = {}): Promise<Runtime> => {
  const closing = closingStack();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
};

const start = async (options: RuntimeOptions, closing: ClosingStack): Promise<Runtime> => {
  const { dataDir, timeline = wallTimeline, onFailure = () => undefined, onLog = () => undefined } = options;
  const secret = randomBytes(16).toString('hex');
  const issuer = closing.add(await startTokenIssuer(timeline.now));
  const nas = closing.add(await startNas({ secret, clock: timeline.now }));
  const netbox = options.netbox ? undefined : closing.add(await ownNetBox(dataDir, timeline));
  const access = options.netbox ?? { url: String(netbox?.url), token: LOCAL_TOKEN };
  const context = { ...cdkContext(), ...localContext(issuer, access), ...options.context };
  const build: BuildApp = (props) => {
    const { app } = assembleApp(props);
    options.extend?.(app);
    return app;
  };
  const app = synthesize(build, context);
  const cloud = closing.add(
    await startCloud({
      app,
      root: ROOT,
      port: options.port ?? 0,
      dataDir,
      secrets: { [TOKEN_SECRET]: access.token },
      timeline,
      pauseMilliseconds: options.pauseMilliseconds,
      onFailure,
      onLog,
      aroundCall: options.aroundCall,
    }),
  );
  if (cloud.url === undefined) throw new Error('The CDK app has no HTTP API.');
  return {
    ...cloud,
    url: cloud.url,
    templates: app.stacks,
    netbox,
    nas: { ...nas, secret },
    auditEnvironment: auditEnvironment(cloud, access),
    mint: issuer.mint,
    fireSchedule: cloud.schedules.fire,
    close: closing.closeAll,
  };
};

const SPACE_ID = 'local';

const auditEnvironment = (cloud: Cloud, netbox: NetBoxAccess): Record<string, string> => ({
  ...sdkEnvironment(cloud.awsEndpoint, cloud.dynamoEndpoint),
  TABLE_NAME: String(cloud.tables[0]),
  SPACE_ID,
  NETBOX_URL: netbox.url,
  NETBOX_TOKEN: netbox.token,
});

const LOCAL_TOKEN = randomBytes(20).toString('hex');

const ownNetBox = async (dataDir: string | undefined, timeline: Timeline): Promise<LocalNetBox> => {
  const saved = savedMap<SavedInventory>(dataDir, 'netbox');
  const onWrite = (dump: SavedInventory) => saved.set('inventory', dump);
  const inventory = saved.get('inventory');
  const netbox = await startNetBox({ token: LOCAL_TOKEN, clock: timeline.now, saved: inventory, onWrite });
  return {
    ...netbox,
    addPool: (cidr, options) => {
      const pool = netbox.addPool(cidr, options);
      onWrite(netbox.dump());
      return pool;
    },
  };
};

const cdkContext = (): Json =>
  (JSON.parse(readFileSync(`${ROOT}cdk.json`, 'utf8')) as { context: Json }).context;

const localContext = (issuer: TokenIssuer, netbox: NetBoxAccess): Json => ({
  netboxUrl: netbox.url,
  netboxTokenSecret: TOKEN_SECRET,
  jwtIssuer: issuer.issuer,
  jwtAudience: issuer.audience,
  spaceId: SPACE_ID,
  tableStreamArn: '',
  domainName: '',
  certificateArn: '',
  egressAddresses: 0,
  operations: false,
});
