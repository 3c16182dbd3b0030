import type * as z from 'zod/mini';
import type { Pool } from '../domain/pool.ts';
import type { poolAnswer, poolsAnswer } from './answer-schemas.ts';

/** A pool in the words of HTTP: `maxPrefixes` and `vrfId` are null where there is no bound, and in the global table. */
export const presentPool = (pool: Pool): z.output<typeof poolAnswer> => ({
  netboxPoolId: pool.netboxPoolId,
  prefix: pool.cidr,
  prefixSize: pool.length,
  order: pool.order,
  quarantineSeconds: pool.quarantineSeconds,
  stalePolicy: pool.stalePolicy,
  maxPrefixes: pool.maxPrefixes ?? null,
  vrfId: pool.vrfId ?? null,
});

/** The answer of GET pools. */
export const presentPools = (pools: readonly Pool[]): z.output<typeof poolsAnswer> => ({
  pools: pools.map(presentPool),
});
