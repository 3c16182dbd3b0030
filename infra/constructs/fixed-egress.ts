import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import {
  CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { keptLogs, type LogKeeping, removalPolicyOf } from './kept-logs.ts';

/** Where a function runs that routers know by its source address. */
export type Egress = { vpc: IVpc; securityGroup: ISecurityGroup };

/** `addresses`: 1 or 2, each a NAT gateway in a zone of its own; `tableArn`: what may be reached without one. */
type FixedEgressProps = LogKeeping & { addresses: number; tableArn: string };

const ZONES = 2;

/**
 * A VPC whose functions reach the world from fixed IPv4 addresses: a router trusts dynamic authorization by its source
 * (RFC 5176 6.1). Out go RADIUS over UDP and AWS's own services over TLS, in comes nothing. The addresses survive the
 * stack in a protected environment: routers are set up with them.
 */
export class FixedEgress extends Construct {
  readonly egress: Egress;

  constructor(scope: Construct, id: string, props: FixedEgressProps) {
    super(scope, id);
    const allocations = Array.from({ length: props.addresses }, (_, index) => this.#address(index, props));
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: ZONES,
      natGateways: props.addresses,
      natGatewayProvider: NatProvider.gateway({
        eipAllocationIds: allocations.map(({ attrAllocationId }) => attrAllocationId),
      }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
      ],
      // Closing it takes a function that is not ours; nothing is in it.
      restrictDefaultSecurityGroup: false,
    });
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(keptLogs(this, 'FlowLogs', props)),
      trafficType: FlowLogTrafficType.REJECT,
    });
    this.#addTableEndpoint(vpc, props.tableArn);
    this.egress = { vpc: vpc as IVpc, securityGroup: this.#securityGroup(vpc) as ISecurityGroup };
    const text = Fn.join(
      ',',
      allocations.map(({ attrPublicIp }) => attrPublicIp),
    );
    new CfnOutput(Stack.of(this), 'EgressAddresses', { value: text });
  }

  #address(index: number, keeping: LogKeeping): CfnEIP {
    const address = new CfnEIP(this, `Address${index + 1}`, { domain: 'vpc' });
    address.applyRemovalPolicy(removalPolicyOf(keeping));
    return address;
  }

  /** Free, and keeps what is written to the table off the NAT gateways, which are paid by the gigabyte. */
  #addTableEndpoint(vpc: Vpc, tableArn: string): void {
    const endpoint = vpc.addGatewayEndpoint('Table', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:*'],
        resources: [tableArn, `${tableArn}/index/*`],
      }),
    );
  }

  #securityGroup(vpc: Vpc): SecurityGroup {
    const group = new SecurityGroup(this, 'Functions', {
      vpc: vpc as IVpc,
      description: 'Functions that talk to routers',
      allowAllOutbound: false,
    });
    // The port of a router is in its entry, not here.
    group.addEgressRule(Peer.anyIpv4(), Port.allUdp(), 'RADIUS dynamic authorization');
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS services');
    return group;
  }
}
