/** What is priced, in the order in which it is shown. */
export const OPERATIONS = [
  'allocate',
  'activate',
  'activate with CoA',
  'suspend',
  'resume',
  'status',
  'stats',
  'revoke',
  'revoke with Disconnect',
  'provisioned by an event',
  'sweep',
  'sweep, for each lease that is due',
] as const;

/** An operation of the ledger. */
export type Operation = (typeof OPERATIONS)[number];

/** One subscriber from the first prefix to the last word about it. */
export const LIFECYCLE: readonly Operation[] = [
  'allocate',
  'activate with CoA',
  'status',
  'suspend',
  'resume',
  'revoke with Disconnect',
];
