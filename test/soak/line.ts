import type { State } from '../../shared/domain/lifecycle.ts';
import type { ApiAnswer, ApiCall } from '../linearizability/lease-atoms.ts';

/** One subscriber as a provisioning system knows it: what it last heard, and what it asked and has no answer of. */
export type Line = {
  tenant: string;
  name: string;
  believed: State | 'unknown';
  version: number | undefined;
  /** Commands with a key: a lease remembers sixteen. */
  commands: number;
  underWay: number;
  /** Whether its revocations ask for a Disconnect. */
  disconnects: boolean;
  unanswered: Pick<ApiCall, 'action' | 'key' | 'ifMatch'> | undefined;
};

/** A subscriber whom nobody has heard of. */
export const newLine = (tenant: string, name: string, disconnects: boolean): Line => ({
  tenant,
  name,
  believed: 'unknown',
  version: undefined,
  commands: 0,
  underWay: 0,
  disconnects,
  unanswered: undefined,
});

/** Its name among all tenants'. */
export const lineName = ({ tenant, name }: Pick<Line, 'tenant' | 'name'>): string => `${tenant}/${name}`;

type Action = ApiCall['action'];
type Weights = readonly (readonly [Action, number])[];

/** What a provisioning system asks next, by what it believes; sometimes what makes no sense. */
const WEIGHTS: Record<Line['believed'], Weights> = {
  unknown: [
    ['allocate', 9],
    ['status', 1],
  ],
  pending: [
    ['allocate', 6],
    ['status', 2],
    ['revoke', 1],
  ],
  allocated: [
    ['activate', 7],
    ['status', 1],
    ['revoke', 2],
  ],
  active: [
    ['suspend', 4],
    ['revoke', 4],
    ['status', 1],
    ['activate', 1],
  ],
  suspended: [
    ['resume', 5],
    ['revoke', 4],
    ['status', 1],
  ],
  revoking: [
    ['status', 6],
    ['revoke', 2],
    ['allocate', 2],
  ],
  revoked: [
    ['allocate', 8],
    ['status', 1],
    ['revoke', 1],
  ],
  failed: [
    ['allocate', 6],
    ['revoke', 3],
    ['status', 1],
  ],
};

/** Draws one by its weight. */
export const weighted = <T>(choices: readonly (readonly [T, number])[], random: () => number): T => {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (choices.at(-1) as readonly [T, number])[0];
};

/** What is asked of a line next. */
export const nextAction = (line: Line, random: () => number): Action => {
  if (random() < 0.05) return weighted(WEIGHTS.active, random);
  return weighted(WEIGHTS[line.believed], random);
};

/** What is known of a line after an answer. */
export const learn = (line: Line, answer: ApiAnswer): void => {
  if (answer.state !== undefined && !answer.replayed) line.believed = answer.state;
  if (answer.version !== undefined) line.version = answer.version;
};
