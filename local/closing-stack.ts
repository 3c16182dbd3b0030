/** Something that is running and can be ended. */
export type Closable = { close: () => Promise<void> };

/** What has been started so far; `closeAll` ends it, the latest first, and does nothing the second time. */
export type ClosingStack = { add: <T extends Closable>(started: T) => T; closeAll: () => Promise<void> };

/** Nothing is started yet. */
export const closingStack = (): ClosingStack => {
  const started: Closable[] = [];
  return {
    add: (one) => {
      started.push(one);
      return one;
    },
    closeAll: async () => {
      for (let one = started.pop(); one !== undefined; one = started.pop()) await one.close();
    },
  };
};
