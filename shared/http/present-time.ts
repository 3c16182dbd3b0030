/** ISO 8601 in UTC with milliseconds, or null where there is no time. `time` is in epoch milliseconds. */
export const presentTime = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
