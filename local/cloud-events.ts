import { type CloudParts, queueByArn, type Resolved } from './cloud-parts.ts';
import type { RuleTarget } from './event-bus.ts';
import { functionArn } from './resource-identities.ts';
import { type LocalSchedules, localSchedules } from './schedules.ts';
import type { Json } from './template.ts';

type Target = Json & { Arn: string; DeadLetterConfig?: { Arn: string } };

/** Puts the rules of the template on their buses. Throws on a target or an input that is not known here. */
export const addRules = (parts: CloudParts): void => {
  for (const { resource, properties } of parts.ofType('AWS::Events::Rule')) {
    const { EventPattern: pattern, Targets = [], State, ScheduleExpression } = properties;
    if (ScheduleExpression !== undefined) {
      throw new Error(`Rule ${resource.logicalId} is a schedule: use AWS::Scheduler::Schedule.`);
    }
    const targets = (Targets as Target[]).map((target) => ruleTarget(target, parts));
    const busName = String(properties.EventBusName ?? 'default');
    if (State !== 'DISABLED') parts.bus.addRule(busName, { pattern, targets });
  }
};

const ruleTarget = (target: Target, parts: CloudParts): RuleTarget => {
  const { Arn, Id, InputPath, DeadLetterConfig, RetryPolicy: _, RoleArn: __, ...other } = target;
  if (Object.keys(other).length > 0) {
    throw new Error(`A rule's target has ${Object.keys(other).join(', ')}: see local/cloud-events.ts.`);
  }
  return {
    deliver: receiver(Arn, parts),
    inputPath: InputPath as string | undefined,
    deadLetters: DeadLetterConfig && queueByArn(parts.queues, DeadLetterConfig.Arn),
  };
};

/** What takes an event: a queue, a state machine or a function, by its ARN. */
const receiver = (arn: string, { queues, machines, functions }: CloudParts): RuleTarget['deliver'] => {
  if (arn.includes(':sqs:')) {
    const queue = queueByArn(queues, arn);
    return (input) => queue.send(JSON.stringify(input));
  }
  if (arn.includes(':lambda:')) return (input) => functions.invoke(arn, input);
  const machine = machines.get(arn);
  if (machine === undefined)
    throw new Error(`A rule leads to ${arn}, which is no queue, function or machine.`);
  return (input) => machine.start(input);
};

/**
 * The schedules of the template. A run that fails is tried again as often as its target says, at once; then its
 * payload goes to the dead letters.
 */
export const schedulesOf = (parts: CloudParts): LocalSchedules => {
  const schedules = parts.ofType('AWS::Scheduler::Schedule').map((resolved) => scheduleOf(resolved, parts));
  return localSchedules(schedules, parts.timeline, parts.onFailure);
};

const scheduleOf = ({ resource, properties }: Resolved, parts: CloudParts) => {
  const target = properties.Target as Target & {
    Input?: string;
    RetryPolicy?: { MaximumRetryAttempts?: number };
  };
  const zone = String(properties.ScheduleExpressionTimezone ?? 'UTC');
  if (!/^(Etc\/)?UTC$/.test(zone))
    throw new Error(`Schedule ${resource.logicalId}: only UTC is known, not ${zone}.`);
  const arn = functionArn(target.Arn);
  const deadLetters = target.DeadLetterConfig && queueByArn(parts.queues, target.DeadLetterConfig.Arn);

  const run = async (payload: unknown, triesLeft: number): Promise<unknown> => {
    try {
      return await parts.functions.invoke(arn, payload);
    } catch (error) {
      if (triesLeft > 0) return run(payload, triesLeft - 1);
      deadLetters?.send(JSON.stringify(payload));
      throw error;
    }
  };

  return {
    // CDK ends its ids with a hash that nobody wants to type.
    name: String(properties.Name ?? resource.logicalId.replace(/[0-9A-F]{8}$/, '')),
    expression: String(properties.ScheduleExpression),
    payload: JSON.parse(target.Input ?? '{}') as unknown,
    run: (payload: unknown) => run(payload, target.RetryPolicy?.MaximumRetryAttempts ?? 0),
  };
};
