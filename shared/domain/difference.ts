/** What can be wrong between the table, NetBox, the ledger and the counters. */
export type DifferenceKind =
  | 'no-object'
  | 'wrong-object'
  | 'wrong-mark'
  | 'not-claimed'
  | 'restless'
  | 'claim-unheld'
  | 'claim-overdue'
  | 'object-unheld'
  | 'object-foreign'
  | 'overlap'
  | 'ledger'
  | 'counters';

/** One thing that is wrong: whose it is, `what` is wrong and what `todo` about it, a sentence or two each. */
export type Difference = {
  kind: DifferenceKind;
  tenant?: string;
  subscriber?: string;
  prefix?: string;
  what: string;
  todo: string;
};

/**
 * How an audit judges what moves. `now` is epoch ms; a deadline may be late by `graceMilliseconds`; where all is
 * `settled`, nothing may be in motion at all.
 */
export type Patience = { now: number; graceMilliseconds: number; settled: boolean };

/** A difference for a person, on one line. */
export const differenceText = ({ tenant, subscriber, prefix, what, todo }: Difference): string => {
  const owner = subscriber === undefined ? tenant : `${tenant}/${subscriber}`;
  const whose = [owner, prefix].filter((part) => part !== undefined).join(' ');
  return `${whose}: ${what} ${todo}`;
};
