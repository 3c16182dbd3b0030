/** Counts by name. */
export type Counts = {
  add(name: string, by?: number): void;
  of(name: string): number;
  /** `name 3, other 5`, by name, of those that begin so. */
  text(prefix?: string): string;
};

/** Nothing is counted yet. */
export const newCounts = (): Counts => {
  const counts = new Map<string, number>();
  return {
    add: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    of: (name) => counts.get(name) ?? 0,
    text: (prefix = '') =>
      [...counts]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => `${name.slice(prefix.length)} ${count}`)
        .join(', '),
  };
};
