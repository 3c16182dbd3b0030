import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, templatesWith } from '../../support/synthesized.ts';

const without = templatesWith();
const one = templatesWith({ egressAddresses: 1 });
const two = templatesWith({ egressAddresses: 2 });

const attached = ({ core }: typeof one): string[] =>
  Object.values(resourcesOf(core, 'AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.VpcConfig !== undefined)
    .map(({ Metadata }) => String(Metadata?.['leasehold:entry']))
    .sort();

const TALK_TO_ROUTERS = ['functions/events/authorize-session.ts', 'functions/revoke/disconnect-session.ts'];

test('without addresses there is no network of ours', () => {
  for (const type of ['VPC', 'NatGateway', 'EIP', 'SecurityGroup']) {
    without.data.resourceCountIs(`AWS::EC2::${type}`, 0);
  }
  expect(attached(without)).toEqual([]);
});

test.each([
  ['one', one, 1],
  ['two', two, 2],
] as const)('with %s, exactly what talks to routers runs behind as many addresses', (_, templates, count) => {
  templates.data.resourceCountIs('AWS::EC2::NatGateway', count);
  templates.data.resourceCountIs('AWS::EC2::EIP', count);
  expect(attached(templates)).toEqual(TALK_TO_ROUTERS);
  templates.data.hasOutput('EgressAddresses', Match.anyValue());
});

describe('the network', () => {
  const { data, core } = one;

  test('has its functions in two zones, whose way out are the NAT gateways with those addresses', () => {
    const [gateway] = Object.values(data.findResources('AWS::EC2::NatGateway'));
    const [address] = Object.keys(data.findResources('AWS::EC2::EIP'));
    expect(gateway?.Properties.AllocationId).toEqual({ 'Fn::GetAtt': [address, 'AllocationId'] });
    const routes = Object.values(data.findResources('AWS::EC2::Route')).map(({ Properties }) => Properties);
    expect(routes.filter((route) => 'NatGatewayId' in route)).toHaveLength(2);
    const [fn] = Object.values(resourcesOf(core, 'AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.VpcConfig !== undefined,
    );
    expect(fn?.Properties).toMatchObject({
      VpcConfig: { SubnetIds: [expect.anything(), expect.anything()] },
    });
  });

  test('lets RADIUS and AWS’s services out, and nothing in', () => {
    data.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [
        Match.objectLike({ CidrIp: '0.0.0.0/0', IpProtocol: 'udp', FromPort: 0, ToPort: 65_535 }),
        Match.objectLike({ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
      ],
      SecurityGroupIngress: Match.absent(),
    });
  });

  test('reaches the table without a NAT gateway, and no other table that way', () => {
    const [table] = Object.keys(data.findResources('AWS::DynamoDB::Table'));
    const arn = { 'Fn::GetAtt': [table, 'Arn'] };
    data.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Resource: [arn, { 'Fn::Join': ['', [arn, '/index/*']] }] })],
      },
    });
  });

  test('keeps a log of what it refused', () => {
    data.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
  });
});
