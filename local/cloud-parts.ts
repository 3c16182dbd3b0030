import type { LocalEventBus } from './event-bus.ts';
import type { LocalFunctions } from './lambda.ts';
import type { LocalQueue } from './queues.ts';
import type { InterpretedType } from './resource-types.ts';
import type { LocalStateMachine } from './state-machine.ts';
import type { Identity, Json, Resource } from './template.ts';
import type { Timeline } from './timeline.ts';

/** A resource of the template with its properties resolved. */
export type Resolved = { resource: Resource; identity: Identity; properties: Json };

/** All resources of one type, resolved now. */
export type OfType = (type: InterpretedType) => Resolved[];

/** What the parts of a running cloud know of each other. Queues and machines are found by ARN. */
export type CloudParts = {
  ofType: OfType;
  timeline: Timeline;
  bus: LocalEventBus;
  queues: Map<string, LocalQueue>;
  machines: Map<string, LocalStateMachine>;
  functions: LocalFunctions;
  /** Told of everything that failed on its own, with nobody waiting for an answer. */
  onFailure: (error: unknown) => void;
};

/** The queue of this ARN. Throws where the template has none. */
export const queueByArn = (queues: ReadonlyMap<string, LocalQueue>, arn: string): LocalQueue => {
  const queue = queues.get(arn);
  if (queue === undefined) throw new Error(`The template has no queue ${arn}.`);
  return queue;
};
