import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { functionEntries } from '../../../infra/constructs/function-code.ts';
import { ENV } from '../../../shared/contract/env.ts';
import { API_BASE, ROUTES } from '../../../shared/contract/routes.ts';
import { type Resource, resourcesOf, templatesWith } from '../../support/synthesized.ts';

const { core, data } = templatesWith();

const functions = Object.entries(resourcesOf(core, 'AWS::Lambda::Function'));
const entryOf = ({ Metadata }: Resource) => String(Metadata?.['leasehold:entry']);
const idOf = (entry: string) =>
  functions.find(([, fn]) => entryOf(fn) === entry)?.[0] ?? `no function for ${entry}`;
const propertiesOf = (entry: string) => functions.find(([, fn]) => entryOf(fn) === entry)?.[1].Properties;

describe('functions', () => {
  test('every source file is one function, and the other way round', () => {
    expect(functions.map(([, fn]) => entryOf(fn)).sort()).toEqual(functionEntries());
  });

  test('all run on Node 24 on arm64, with the same environment, their own log group and a role each', () => {
    const names = Object.values(ENV);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      expect(Object.keys(Variables)).toEqual(names);
    }
    const count = functions.length;
    expect(new Set(functions.map(([, { Properties }]) => JSON.stringify(Properties.Role))).size).toBe(count);
    const groups = functions.map(([, { Properties }]) => JSON.stringify(Properties.LoggingConfig));
    expect(new Set(groups).size).toBe(count);
  });

  test('few allocations run at once, for the sake of NetBox', () => {
    const reserved = (template: typeof core) =>
      Object.values(resourcesOf(template, 'AWS::Lambda::Function'))
        .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined)
        .map((fn) => [entryOf(fn), fn.Properties.ReservedConcurrentExecutions]);
    expect(reserved(core)).toEqual([['functions/api/allocate-prefix.ts', 10]]);
    expect(reserved(templatesWith({ allocateConcurrency: 'unreserved' }).core)).toEqual([]);
  });

  test.each([
    ['functions/revoke/disconnect-session.ts', 40],
    ['functions/events/authorize-session.ts', 40],
  ])('%s ends before the sending slot does', (entry, seconds) => {
    expect(propertiesOf(entry)?.Timeout).toBe(seconds);
    expect(seconds).toBeLessThan(45);
  });
});

describe('the API', () => {
  const routes = Object.values(resourcesOf(core, 'AWS::ApiGatewayV2::Route')).map(
    ({ Properties }) => Properties,
  );
  const byKey = new Map(routes.map((route) => [route.RouteKey, route]));

  test.each(Object.entries(ROUTES))('%s leads to its function, for its scope', (name, row) => {
    const route = byKey.get(`${row.method} ${API_BASE}${row.path}`);
    const guard =
      'scope' in row
        ? { AuthorizationType: 'JWT', AuthorizationScopes: [row.scope] }
        : { AuthorizationType: 'NONE' };
    expect(route).toMatchObject(guard);
    const integration = JSON.stringify(route?.Target).match(/"Ref":"(\w+)"/)?.[1] ?? '';
    const { IntegrationUri } =
      resourcesOf(core, 'AWS::ApiGatewayV2::Integration')[integration]?.Properties ?? {};
    const entry = `functions/api/${name.replace(/[A-Z]/g, '-$&').toLowerCase()}.ts`;
    expect(IntegrationUri).toEqual({ 'Fn::GetAtt': [idOf(entry), 'Arn'] });
  });

  test('open routes are there without the base too, and no other route is', () => {
    const open = Object.values(ROUTES).filter((row) => !('scope' in row));
    for (const { method, path } of open) expect(byKey.has(`${method} ${path}`)).toBe(true);
    expect(routes).toHaveLength(Object.keys(ROUTES).length + open.length);
  });

  test('tokens are those of the configured issuer and audiences', () => {
    templatesWith({ jwtIssuer: 'https://id.example.org', jwtAudience: 'a,b' }).core.hasResourceProperties(
      'AWS::ApiGatewayV2::Authorizer',
      { JwtConfiguration: { Issuer: 'https://id.example.org', Audience: ['a', 'b'] } },
    );
  });
});

describe('the revoke machine', () => {
  test.each([
    ['EXPRESS', 'LeaseholdCore-revoke-express'],
    ['STANDARD', 'LeaseholdCore-revoke-standard'],
  ])('is %s when the context says so, under a name of that type', (type, name) => {
    const { core: template } = templatesWith({ revokeMachineType: type });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: type,
      StateMachineName: name,
      LoggingConfiguration: { IncludeExecutionData: false },
    });
    const [, fn] = Object.entries(resourcesOf(template, 'AWS::Lambda::Function'))[0] ?? [];
    expect(JSON.stringify(fn?.Properties.Environment)).toContain(`:stateMachine:${name}`);
  });

  test('runs a function of functions/revoke for every placeholder', () => {
    const [machine] = Object.values(resourcesOf(core, 'AWS::StepFunctions::StateMachine'));
    const substitutions = Object.entries(machine?.Properties.DefinitionSubstitutions as object);
    const tasks = functionEntries().filter((entry) => entry.startsWith('functions/revoke/'));
    expect(substitutions).toHaveLength(tasks.length);
    for (const [placeholder, value] of substitutions) {
      const name = placeholder
        .replace('FunctionArn', '')
        .replace(/(?<!^)[A-Z]/g, '-$&')
        .toLowerCase();
      expect(value).toEqual({ 'Fn::GetAtt': [idOf(`functions/revoke/${name}.ts`), 'Arn'] });
    }
  });

  test('is started by the event itself, unnamed, with the detail as input', () => {
    core.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['leasehold'], 'detail-type': ['PrefixRevocationStarted'] },
      Targets: [Match.objectLike({ InputPath: '$.detail', DeadLetterConfig: Match.anyValue() })],
    });
  });
});

test('the templates name no account and no region', () => {
  const text = JSON.stringify([core.toJSON(), data.toJSON()]);
  expect(text).not.toMatch(
    /:\d{12}:|(us|eu|ap|sa|ca|me|af)-(east|west|north|south|central|northeast|southeast)-\d/,
  );
});
