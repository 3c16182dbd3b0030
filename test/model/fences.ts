/**
 * One fence of the model: `name` as in `-DNO_<name>`, and the scenario (a file of docs/model) that breaks without it.
 * `beside` is a second fence that holds the same by itself: one of the two is enough there, and both gone break it.
 */
export type Fence = { name: string; scenario: Scenario; beside?: string };

/** What the model is searched for, each a file of docs/model: all of them hold with every fence. */
export const SCENARIOS = [
  'calls',
  'twins',
  'taken',
  'neighbours',
  'lives',
  'revocation',
  'copies',
  'waiting',
  'return',
  'again',
  'late',
  'redial',
  'hand',
  'quarantine',
  'successor',
  'authorization',
  'preassigned',
  'registry',
] as const;

/** The name of a scenario. */
export type Scenario = (typeof SCENARIOS)[number];

const of = (scenario: Scenario, ...names: readonly string[]): Fence[] =>
  names.map((name) => ({ name, scenario }));

/** Every fence that the model can be without. */
export const FENCES: readonly Fence[] = [
  ...of('calls', 'SEARCH_FIRST', 'SEARCH_AGAIN'),
  ...of('twins', 'INTENT_JUDGED', 'FINISH_PENDING', 'FAIL_PENDING', 'EXPIRE_UNTIL', 'DEAD_PENDING'),
  { name: 'DEAD_HELD', scenario: 'twins', beside: 'DEAD_CLAIM' },
  ...of('taken', 'BEGIN_EPOCH', 'FINISH_EPOCH', 'FAIL_EPOCH', 'CLAIM_ABSENT', 'RENEW_EPOCH', 'RENEW_MINE'),
  ...of('taken', 'DEAD_OLDER', 'DEAD_ENDED', 'LIST_FIRST'),
  ...of('neighbours', 'MARK_BYTES', 'UNKNOWN_LEFT'),
  ...of('lives', 'DEAD_CLAIM', 'CLAIM_LAST'),
  ...of('revocation', 'RUN_FREE', 'RESTART_FREE', 'FINISH_RUN', 'END_RUN'),
  ...of('revocation', 'DISCONNECT_KNOWN', 'RELEASE_KNOWN', 'KEEP_CLAIM', 'OBJECT_FIRST', 'QUARANTINE_KNOWN'),
  ...of('return', 'RELEASE_MINE', 'RELEASE_BY_ID'),
  ...of('again', 'RUN_ID'),
  { name: 'RUN_OUTLIVES', scenario: 'again', beside: 'EITHER_MARK' },
  ...of('late', 'EITHER_MARK'),
  ...of('redial', 'RECORD_MINE', 'RELEASE_DISCONNECTED', 'ASKS_AGAIN'),
  ...of('hand', 'RELEASE_OURS', 'QUARANTINE_OURS', 'IF_MATCH'),
  ...of('quarantine', 'QUARANTINE_ID'),
  { name: 'QUARANTINE_STATE', scenario: 'successor', beside: 'QUARANTINE_ID' },
  ...of('authorization', 'COA_WANTED', 'SLOT_FREE', 'SLOT_ATTEMPT', 'SLOT_OUTLIVES', 'KEEP_SLOT'),
  ...of('authorization', 'RECORD_SLOT', 'RECORD_ID', 'RELEASE_SLOT', 'SLOT_WAITED', 'DISCONNECT_SLOT'),
  ...of('preassigned', 'RESERVE_MINE'),
  { name: 'HOLD_MINE', scenario: 'preassigned', beside: 'DROP_MINE' },
  { name: 'DROP_MINE', scenario: 'preassigned', beside: 'HOLD_MINE' },
  { name: 'RESERVED_NEEDED', scenario: 'preassigned', beside: 'HOLD_MINE' },
  ...of('registry', 'REGISTRY_VERSION', 'OVERLAP_REFUSED'),
];
