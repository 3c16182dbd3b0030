/**
 * The same value, which nobody can change any more: what a memory table hands out and keeps without copying it. A test
 * that changed what it read would throw instead of changing the table.
 */
export const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const name in value) frozen(value[name]);
  return Object.freeze(value);
};
