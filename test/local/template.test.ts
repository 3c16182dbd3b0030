import { describe, expect, test } from '@jest/globals';
import { type Identify, type Json, type Template, templateResolver } from '../../local/template.ts';

const identify: Identify = (resource, resolve) => {
  const name = String(resolve(resource.properties.Name) ?? resource.logicalId);
  return { ref: name, attribute: (attribute) => (attribute === 'Arn' ? `arn:local:${name}` : undefined) };
};

const sub = (name: string) => `\${${name}}`;

const DATA: Template = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { Name: { 'Fn::Sub': `${sub('AWS::StackName')}-leases` } },
    },
  },
  Outputs: {
    Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: 'data:TableArn' } },
    Plain: { Value: 'not exported' },
  },
};

const resolved = (properties: Json, more: Template = {}) => {
  const core: Template = {
    ...more,
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus' },
      Here: { Type: 'Any', Properties: { Value: properties } },
      ...more.Resources,
    },
  };
  const { resources, properties: propertiesOf } = templateResolver({ data: DATA, core }, identify);
  const here = resources.find(({ logicalId }) => logicalId === 'Here');
  if (here === undefined) throw new Error('missing');
  return propertiesOf(here).Value;
};

describe('a value of a template resolves', () => {
  test.each<[string, unknown, unknown]>([
    ['a reference', { Ref: 'Bus' }, 'Bus'],
    ['an attribute', { 'Fn::GetAtt': ['Bus', 'Arn'] }, 'arn:local:Bus'],
    ['an attribute in one word', { 'Fn::GetAtt': 'Bus.Arn' }, 'arn:local:Bus'],
    ['a join', { 'Fn::Join': ['', ['a/', { Ref: 'Bus' }, '/', 1]] }, 'a/Bus/1'],
    ['a join over a split', { 'Fn::Join': ['-', { 'Fn::Split': [':', 'a:b'] }] }, 'a-b'],
    [
      'one part of an ARN',
      { 'Fn::Select': [2, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bus', 'Arn'] }] }] },
      'Bus',
    ],
    [
      'a substitution',
      { 'Fn::Sub': ['Bus', 'Bus.Arn', 'AWS::Region', '!Bus'].map(sub).join('|') },
      `Bus|arn:local:Bus|us-east-1|${sub('Bus')}`,
    ],
    [
      'a substitution with names',
      { 'Fn::Sub': [`${sub('x')}-${sub('Bus')}`, { x: { Ref: 'Bus' } }] },
      'Bus-Bus',
    ],
    ['an import of another stack', { 'Fn::ImportValue': 'data:TableArn' }, 'arn:local:data-leases'],
    [
      'an import by a computed name',
      { 'Fn::ImportValue': { 'Fn::Sub': 'data:TableArn' } },
      'arn:local:data-leases',
    ],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the stack itself', { Ref: 'AWS::StackName' }, 'core'],
    ['a default parameter', { Ref: 'Size' }, 3],
    [
      'no value, which leaves nothing behind',
      { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] },
      { b: [1] },
    ],
    [
      'lists and objects inside',
      [{ a: { b: { Ref: 'Bus' } }, Ref: 'kept', n: null }],
      [{ a: { b: 'Bus' }, Ref: 'kept', n: null }],
    ],
    ['an empty object', {}, {}],
  ])('%s', (_what, value, expected) => {
    expect(resolved(value as Json, { Parameters: { Size: { Type: 'Number', Default: 3 } } })).toEqual(
      expected,
    );
  });

  test.each<[string, Json, string]>([
    ['an unknown function', { 'Fn::If': ['Prod', 1, 2] }, 'core: the function Fn::If is not known'],
    ['an unknown name', { Ref: 'Buss' }, 'core: nothing is called Buss'],
    ['a parameter without default', { Ref: 'Naked' }, 'nothing is called Naked'],
    ['a resource that is not there', { 'Fn::GetAtt': ['Buss', 'Arn'] }, 'there is no resource Buss'],
    ['a resource of another stack', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'there is no resource Table'],
    [
      'an attribute that it has not',
      { 'Fn::GetAtt': ['Bus', 'Url'] },
      'AWS::Events::EventBus Bus has no attribute Url',
    ],
    ['an import that nobody exports', { 'Fn::ImportValue': 'data:Nothing' }, 'no stack exports data:Nothing'],
    ['a join of no list', { 'Fn::Join': ['', 'x'] }, 'expected a list: "x"'],
    ['a part that is not there', { 'Fn::Select': [3, ['a']] }, 'Fn::Select finds no item 3'],
  ])('but not %s', (_what, value, complaint) => {
    expect(() => resolved(value, { Parameters: { Naked: { Type: 'String' } } })).toThrow(complaint);
  });

  test('but not a resource that names itself', () => {
    const Resources = { Loop: { Type: 'Any', Properties: { Name: { Ref: 'Loop' } } } };
    expect(() => resolved({ Ref: 'Loop' }, { Resources })).toThrow('core: Loop refers to itself');
  });
});

test('a resource that is there only under a condition is refused', () => {
  const Resources = { Maybe: { Type: 'Any', Condition: 'Production' } };
  expect(() => templateResolver({ core: { Resources } }, identify)).toThrow('core: Maybe has a condition');
});

test('lists the resources of all stacks with their type and metadata', () => {
  const core: Template = {
    Resources: { Fn: { Type: 'AWS::Lambda::Function', Metadata: { entry: 'a.ts' } } },
  };
  const { resources } = templateResolver({ data: DATA, core, empty: {} }, identify);
  expect(resources.map(({ stack, logicalId, type, metadata }) => [stack, logicalId, type, metadata])).toEqual(
    [
      ['data', 'Table', 'AWS::DynamoDB::Table', {}],
      ['core', 'Fn', 'AWS::Lambda::Function', { entry: 'a.ts' }],
    ],
  );
});

test('decides each identity once', () => {
  let times = 0;
  const counting: Identify = (resource) => ({
    ref: `${resource.logicalId}-${++times}`,
    attribute: () => undefined,
  });
  const Resources = {
    Bus: { Type: 'B' },
    Here: { Type: 'H', Properties: { a: { Ref: 'Bus' }, b: { Ref: 'Bus' } } },
  };
  const { resources, properties } = templateResolver({ one: { Resources } }, counting);
  expect(resources.map(properties)).toEqual([{}, { a: 'Bus-1', b: 'Bus-1' }]);
});
