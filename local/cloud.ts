import { serveAws } from './aws-endpoint.ts';
import { type ClosingStack, closingStack } from './closing-stack.ts';
import { serveApi } from './cloud-api.ts';
import { addRules, schedulesOf } from './cloud-events.ts';
import { untilIdle } from './cloud-idle.ts';
import { type Mappings, startMappings } from './cloud-mappings.ts';
import type { CloudParts, OfType } from './cloud-parts.ts';
import { queuesOf } from './cloud-queues.ts';
import {
  addMachines,
  addSecrets,
  createTables,
  functionSettings,
  sdkEnvironment,
} from './cloud-resources.ts';
import { startDynamo } from './dynamo-engine.ts';
import { type LocalEventBus, localEventBus } from './event-bus.ts';
import { type CallWrapper, loadFunctions } from './lambda.ts';
import type { LocalQueue } from './queues.ts';
import { arnOf, localIdentities } from './resource-identities.ts';
import { refuseUnknownTypes } from './resource-types.ts';
import { type SavedMap, savedMap } from './saved-json.ts';
import type { LocalSchedules } from './schedules.ts';
import type { LocalStateMachine } from './state-machine.ts';
import type { Checkpoint } from './stream-reader.ts';
import type { Synthesized } from './synthesize.ts';
import { templateResolver } from './template.ts';
import type { Timeline } from './timeline.ts';

/**
 * What to run and how. `root` is the folder that the functions' entries are relative to; `secrets` are there from the
 * start, by name; without `dataDir` nothing outlives the process; port 0 takes a free one.
 */
export type CloudSettings = {
  app: Synthesized;
  root: string;
  port: number;
  dataDir?: string | undefined;
  secrets: Readonly<Record<string, string>>;
  timeline: Timeline;
  /** Replaces the waits and retry intervals of state machines. */
  pauseMilliseconds?: number | undefined;
  onFailure: (error: unknown) => void;
  onLog: (text: string) => void;
  aroundCall?: CallWrapper | undefined;
};

/** A running template. `url` is that of its HTTP API, undefined where it has none. */
export type Cloud = {
  url: string | undefined;
  dynamoEndpoint: string;
  awsEndpoint: string;
  /** The names of its tables. */
  tables: string[];
  bus: LocalEventBus;
  secrets: SavedMap<string>;
  schedules: LocalSchedules;
  queues: () => LocalQueue[];
  machines: () => LocalStateMachine[];
  /** Resolves when nothing can go on before time passes: no call, delivery, execution, visible message or record. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
};

/** Runs what the templates say. Throws, with nothing left running, where they say something unknown. */
export const startCloud = async (settings: CloudSettings): Promise<Cloud> => {
  const closing = closingStack();
  try {
    return await start(settings, closing);
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
};

type Services = Pick<CloudParts, 'bus' | 'queues' | 'machines'> & {
  secrets: SavedMap<string>;
  dynamoEndpoint: string;
  awsEndpoint: string;
};

/** What functions call. Queues and machines are filled in once the template is read, which needs the endpoint's URL. */
const startServices = async (settings: CloudSettings, closing: ClosingStack): Promise<Services> => {
  const { dataDir, timeline, onFailure } = settings;
  const engine = closing.add(await startDynamo({ dataDir }));
  const bus = localEventBus(timeline.now, onFailure);
  const secrets = savedMap<string>(dataDir, 'secrets');
  const queues = new Map<string, LocalQueue>();
  const machines = new Map<string, LocalStateMachine>();
  const queue = (url: string) => queues.get(arnOf('sqs', url.slice(url.lastIndexOf('/') + 1)));
  const machine = (arn: string) => machines.get(arn);
  const aws = closing.add(await serveAws({ bus, queue, machine, secrets, clock: timeline.now }, onFailure));
  return { bus, secrets, queues, machines, dynamoEndpoint: engine.endpoint, awsEndpoint: aws.url };
};

const readTemplates = ({ app }: CloudSettings, awsEndpoint: string): OfType => {
  const resolver = templateResolver(app.stacks, localIdentities(awsEndpoint));
  refuseUnknownTypes(resolver.resources);
  return (type) =>
    resolver.resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        resource,
        identity: resolver.identity(resource),
        properties: resolver.properties(resource),
      }));
};

const addResources = async (settings: CloudSettings, services: Services, closing: ClosingStack) => {
  const { bus, queues, secrets, awsEndpoint, dynamoEndpoint } = services;
  const { timeline, onFailure, onLog, aroundCall } = settings;
  const ofType = readTemplates(settings, awsEndpoint);
  const streams = await createTables(ofType, dynamoEndpoint);
  for (const [arn, queue] of queuesOf(ofType, timeline)) queues.set(arn, queue);
  const buses = ofType('AWS::Events::EventBus').map(({ identity }) => identity.ref);
  for (const name of ['default', ...buses]) bus.addBus(name);
  addSecrets(ofType, settings.secrets, secrets);
  const environment = sdkEnvironment(awsEndpoint, dynamoEndpoint);
  const declared = ofType('AWS::Lambda::Function').map(functionSettings(settings.root));
  const functions = await loadFunctions(declared, { environment, onLog, aroundCall });
  closing.add({ close: async () => functions.release() });
  const parts: CloudParts = { ...services, ofType, timeline, functions, onFailure };
  addMachines(parts, { file: settings.app.file, pauseMilliseconds: settings.pauseMilliseconds });
  addRules(parts);
  return { parts, streams };
};

const start = async (settings: CloudSettings, closing: ClosingStack): Promise<Cloud> => {
  const services = await startServices(settings, closing);
  const { parts, streams } = await addResources(settings, services, closing);
  const checkpoints = savedMap<Checkpoint>(settings.dataDir, 'checkpoints');
  const source = { endpoint: services.dynamoEndpoint, arns: streams, checkpoints };
  const mappings = startMappings(parts, source);
  const schedules = schedulesOf(parts);
  closing.add({ close: () => stopWork(parts, schedules, mappings) });
  const api = await serveApi(parts, settings.port);
  if (api !== undefined) closing.add(api);
  return {
    ...services,
    url: api?.url,
    tables: parts.ofType('AWS::DynamoDB::Table').map(({ identity }) => identity.ref),
    schedules,
    queues: () => [...services.queues.values()],
    machines: () => [...services.machines.values()],
    idle: () => untilIdle(parts, schedules, mappings),
    close: closing.closeAll,
  };
};

/** Nothing new is begun; what runs comes to its end, but for executions: those are aborted, as by a kill. */
const stopWork = async (parts: CloudParts, schedules: LocalSchedules, mappings: Mappings): Promise<void> => {
  schedules.stop();
  for (const consumer of mappings.consumers) consumer.stop();
  await Promise.all(mappings.pollers.map((poller) => poller.stop()));
  for (const machine of parts.machines.values()) machine.stop();
  await parts.functions.settled();
};
