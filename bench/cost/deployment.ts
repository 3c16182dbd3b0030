import type { Json, Template } from '../../local/template.ts';
import type { SystemLog } from './assumptions.ts';

/** A function as it is deployed. `isGathered`: its batches of the stream wait for more records before they are handed over. */
type DeployedFunction = { systemLog: SystemLog; isGathered: boolean };

/** What of the templates decides about costs. */
export type Deployment = {
  /** By source file. */
  functions: ReadonlyMap<string, DeployedFunction>;
  isMachineTraced: boolean;
  isExpress: boolean;
  /** One line of the API's access log. */
  accessLogBytes: number;
};

type Resource = { Type: string; Properties: Json; Metadata?: Json };

const CONTEXT: Readonly<Record<string, string>> = {
  requestId: 'JKJaXmPLvHcESHA=',
  requestTimeEpoch: '1795521600000',
  'identity.sourceIp': '203.0.113.10',
  'authorizer.claims.tenant_id': 'demo',
  routeKey: 'POST /api/v1/network/subscribers/{subscriberId}/ipv6/suspend',
  path: '/api/v1/network/subscribers/line-1/ipv6/suspend',
  status: '200',
  responseLength: '350',
  responseLatency: '25',
};

/** One line of an access log of this format; what a request does not have is a dash. */
const accessLogLine = (format: string): string =>
  format.replace(/\$context\.([\w.]+)/g, (_, name: string) => CONTEXT[name] ?? '-');

const resourcesOf = (templates: Readonly<Record<string, Template>>): [string, Resource][] =>
  Object.values(templates).flatMap(
    ({ Resources = {} }) => Object.entries(Resources) as unknown as [string, Resource][],
  );

const gatheredFunctions = (resources: readonly [string, Resource][]): string[] =>
  resources
    .filter(([, { Type, Properties }]) => {
      const { BisectBatchOnFunctionError, MaximumBatchingWindowInSeconds = 0 } = Properties;
      return (
        Type === 'AWS::Lambda::EventSourceMapping' &&
        BisectBatchOnFunctionError === true &&
        Number(MaximumBatchingWindowInSeconds) > 0
      );
    })
    .map(([, { Properties }]) => (Properties.FunctionName as { Ref: string }).Ref);

const systemLogOf = ({ LoggingConfig = {}, TracingConfig = {} }: Json): SystemLog => {
  const { LogFormat, SystemLogLevel = 'INFO' } = LoggingConfig as Json;
  return {
    format: LogFormat === 'JSON' ? 'JSON' : 'Text',
    isInfo: SystemLogLevel !== 'WARN',
    isTraced: (TracingConfig as Json).Mode === 'Active',
  };
};

/** Reads what decides about costs from the templates of an app. Throws where there is no machine or no stage. */
export const deploymentOf = (templates: Readonly<Record<string, Template>>): Deployment => {
  const resources = resourcesOf(templates);
  const gathered = gatheredFunctions(resources);
  const propertiesOf = (type: string): Json => {
    const found = resources.find(([, { Type }]) => Type === type);
    if (found === undefined) throw new Error(`The templates have no ${type}.`);
    return found[1].Properties;
  };
  const machine = propertiesOf('AWS::StepFunctions::StateMachine');
  const { Format } = propertiesOf('AWS::ApiGatewayV2::Stage').AccessLogSettings as { Format: string };
  const functions = resources
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, { Properties, Metadata = {} }]): [string, DeployedFunction] => [
      String(Metadata['leasehold:entry']),
      { systemLog: systemLogOf(Properties), isGathered: gathered.includes(id) },
    ]);
  return {
    functions: new Map(functions),
    isMachineTraced: (machine.TracingConfiguration as Json | undefined)?.Enabled === true,
    isExpress: machine.StateMachineType === 'EXPRESS',
    accessLogBytes: Buffer.byteLength(accessLogLine(Format)),
  };
};
