import type { LeaseKey } from '../../shared/domain/lease.ts';

/** How a piece of work ended. `died`: its process was killed, or overstayed its function's time. */
export type End = { end: 'done'; value: unknown } | { end: 'threw'; error: unknown } | { end: 'died' };

/** One invocation of a handler. `file` is its use case's; `until` (epoch ms) when its function is stopped. */
export type Actor = {
  name: string;
  file: string;
  /** The lease that it works for, where it works for one. */
  scope: LeaseKey | undefined;
  until: number;
  /** May be frozen for longer than its function's time, and go on then. */
  thaws: boolean;
  /** The authorization that it sends, where it sends one. */
  authorizationId: string | undefined;
  calls: number;
  pending: number;
  moving: boolean;
  /** It makes no call any more. */
  dead: boolean;
  /** It came to its own end, and was not killed. */
  ended: boolean;
  told: boolean;
  tell: (end: End) => void;
};

/** What an actor is started with. */
export type Start = Pick<Actor, 'name' | 'file' | 'scope' | 'thaws' | 'tell'> & {
  /** The function's time in milliseconds. */
  limit: number;
  authorizationId?: string;
};

/** An actor that begins now (epoch ms). */
export const actorOf = (
  { name, file, scope, thaws, authorizationId, tell, limit }: Start,
  now: number,
): Actor => ({
  name,
  file,
  scope,
  thaws,
  authorizationId,
  tell,
  until: now + limit,
  calls: 0,
  pending: 0,
  moving: true,
  dead: false,
  ended: false,
  told: false,
});
