import { Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PROVISIONING_SOURCE_PREFIX } from '../../shared/contract/events.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { type Egress, FixedEgress } from '../constructs/fixed-egress.ts';
import { removalPolicyOf } from '../constructs/kept-logs.ts';
import type { Settings } from '../settings.ts';

/** What must survive: the table, the event bus, and the addresses that routers know. */
export class DataStack extends Stack {
  readonly table: ITable;
  readonly bus: IEventBus;
  readonly egress: Egress | undefined;

  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, { description: 'Leasehold: the leases and the event bus', ...props });
    const { deletionProtection, provisioningAccounts, egressAddresses: addresses } = props.settings;
    const table = new Table(this, 'Leases', {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TABLE.expiresAt,
      deletionProtection,
      removalPolicy: removalPolicyOf(props.settings),
    });
    table.addGlobalSecondaryIndex({
      indexName: TABLE.dueIndex,
      partitionKey: { name: TABLE.dueShard, type: AttributeType.STRING },
      sortKey: { name: TABLE.dueAt, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const bus = new EventBus(this, 'Bus', { eventBusName: 'leasehold' });
    for (const [tenant, account] of Object.entries(provisioningAccounts)) letPublish(bus, tenant, account);
    // CDK's classes are not written for exactOptionalPropertyTypes: they do not fit their own interfaces.
    this.table = this.#inPlaceOf(table as ITable, props.settings);
    this.bus = bus as IEventBus;
    this.egress =
      addresses > 0
        ? new FixedEgress(this, 'Egress', { ...props.settings, addresses, tableArn: this.table.tableArn })
            .egress
        : undefined;
  }

  /**
   * A table that was restored cannot become that of the stack; it can take its place. The exports stay all the same: what
   * another stack still imports while the change goes out cannot be taken away.
   */
  #inPlaceOf(own: ITable, { tableStreamArn }: Settings): ITable {
    for (const value of [own.tableArn, own.tableName, own.tableStreamArn]) this.exportValue(value);
    if (tableStreamArn === '') return own;
    const [tableArn = ''] = tableStreamArn.split('/stream/');
    return Table.fromTableAttributes(this, 'Restored', { tableArn, tableStreamArn });
  }
}

/** A tenant's account may speak for that tenant alone: the handler trusts the source of an event. */
const letPublish = (bus: EventBus, tenant: string, account: string): void => {
  bus.addToResourcePolicy(
    new PolicyStatement({
      sid: `Provisioning-${tenant}`,
      principals: [new AccountPrincipal(account)],
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': `${PROVISIONING_SOURCE_PREFIX}${tenant}` } },
    }),
  );
};
