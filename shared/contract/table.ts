/** Names of the table's keys, index and clock attribute, for the adapters and for infra. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** The sparse index of what has a deadline: partition `dueShard` (a string), sort `dueAt` (epoch ms, a number); keys only. */
  dueIndex: 'due',
  dueShard: 'dueShard',
  dueAt: 'dueAt',
  /** DynamoDB's own garbage collection (epoch seconds), for stats markers only; never read as a clock. */
  expiresAt: 'expiresAt',
  /** The sort key of a lease: the one that the stream mappings filter on. */
  leaseSortKey: 'LEASE',
} as const;
