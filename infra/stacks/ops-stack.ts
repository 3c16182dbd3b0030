import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { IAlarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Archive, type IEventBus, Match } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { EVENT_SOURCE, PROVISIONING_SOURCE_PREFIX } from '../../shared/contract/events.ts';
import { Alarms } from '../constructs/alarms.ts';
import { addDashboard } from '../constructs/dashboard.ts';
import type { Operated } from '../constructs/operated.ts';
import { addTracedShare } from '../constructs/traced-share.ts';
import type { Settings } from '../settings.ts';

type OpsStackProps = StackProps & { settings: Settings; operated: Operated; bus: IEventBus };

/** Events can be replayed for as long as this. */
const ARCHIVE_DAYS = 30;

/** What operators watch and are told: alarms, a dashboard, an archive of all events, a budget. Nothing works through it. */
export class OpsStack extends Stack {
  constructor(scope: Construct, id: string, { settings, operated, bus, ...props }: OpsStackProps) {
    super(scope, id, { description: 'Leasehold: alarms, dashboard and event archive', ...props });
    const topic = this.#topic(settings);
    const { all } = new Alarms(this, 'Alarms', {
      ...operated,
      action: new SnsAction(topic) as IAlarmAction,
    });
    addDashboard(this, operated, all as readonly IAlarm[]);
    addTracedShare(this, operated);
    new Archive(this, 'Archive', {
      sourceEventBus: bus,
      description: 'Everything that came in from provisioning systems and went out from Leasehold',
      eventPattern: { source: [EVENT_SOURCE, ...Match.prefix(PROVISIONING_SOURCE_PREFIX)] },
      retention: Duration.days(ARCHIVE_DAYS),
    });
    if (settings.monthlyBudgetUsd > 0) this.#budget(settings.monthlyBudgetUsd, topic);
  }

  /** Where alarms go. A policy of our own replaces the one that lets AWS services of the account publish. */
  #topic({ alarmEmail }: Settings): Topic {
    const topic = new Topic(this, 'Alerts', { displayName: 'Leasehold', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsAndBudgets',
        principals: ['cloudwatch', 'budgets'].map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (alarmEmail !== '') topic.addSubscription(new EmailSubscription(alarmEmail));
    return topic;
  }

  /** Of the whole account: costs are told apart by tags only where the payer has activated them. */
  #budget(amount: number, topic: Topic): void {
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    new CfnBudget(this, 'Budget', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount, unit: 'USD' } },
      notificationsWithSubscribers: (['ACTUAL', 'FORECASTED'] as const).map((notificationType) => ({
        notification: {
          notificationType,
          comparisonOperator: 'GREATER_THAN',
          threshold: 100,
          thresholdType: 'PERCENTAGE',
        },
        subscribers,
      })),
    });
  }
}
