import { isOpen, LIFECYCLE, type State } from '../../shared/domain/lifecycle.ts';
import type { ApiAnswer, ApiCall } from './lease-atoms.ts';

/** The version that every lease of these tests is born with. */
export const BORN = 1_000;

/** The prefix that every lease of these tests gets. */
export const PREFIX = '2001:db8::/56';

/** A lease whose calls come one after the other. */
export type Life = { state: State | undefined; version: number };

/** A subscriber whom nobody has heard of. */
export const newLife = (): Life => ({ state: undefined, version: BORN - 1 });

const prefixOf = ({ state }: Life): string | null =>
  state === undefined || state === 'pending' || state === 'revoked' ? null : PREFIX;

const shown = (life: Life, status: number): ApiAnswer =>
  life.state === undefined
    ? { status: 404, code: 'not-found' }
    : { status, state: life.state, prefix: prefixOf(life), version: life.version };

const moved = (life: Life, to: State, status: number): ApiAnswer => {
  life.state = to;
  life.version += 1;
  return shown(life, status);
};

const refused = ({ state }: Life): ApiAnswer => ({ status: 409, code: 'illegal-transition', state });

const allocate = (life: Life): ApiAnswer => {
  const { state } = life;
  if (state !== undefined && !isOpen('beginAllocation', state, prefixOf(life) !== null)) return refused(life);
  moved(life, 'pending', 0);
  return moved(life, 'allocated', 201);
};

const serve = (life: Life, action: 'activate' | 'suspend' | 'resume'): ApiAnswer => {
  if (life.state === undefined) return shown(life, 404);
  return isOpen(action, life.state, true) ? moved(life, LIFECYCLE[action].to, 200) : refused(life);
};

const revoke = (life: Life): ApiAnswer =>
  life.state === undefined || life.state === 'revoking' ? shown(life, 202) : moved(life, 'revoking', 202);

/** What a right system answers to a call, and does to the lease. Its revocations never end. */
export const rightAnswer = (life: Life, action: ApiCall['action']): ApiAnswer => {
  switch (action) {
    case 'status':
      return shown(life, 200);
    case 'allocate':
      return allocate(life);
    case 'revoke':
      return revoke(life);
    default:
      return serve(life, action);
  }
};
