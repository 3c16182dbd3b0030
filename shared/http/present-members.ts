/** An object without the members that are undefined: left out is not the same as set to nothing. */
export type PresentMembers<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** Leaves out the members that are undefined. */
export const presentMembers = <T extends object>(object: T): PresentMembers<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as PresentMembers<T>;
