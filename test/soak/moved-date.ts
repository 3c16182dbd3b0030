const Real = Date;

let offset = Number(process.env.SOAK_CLOCK_OFFSET ?? 0);

/** A Date whose now is ahead of this machine's. */
class MovedDate extends Real {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [Real.now() + offset] : given) as [number]));
  }

  static override now(): number {
    return Real.now() + offset;
  }
}

globalThis.Date = MovedDate as DateConstructor;

/** Moves the clock of this process on by so many milliseconds, whole ones, as if it had stood still for so long. */
export const advance = (milliseconds: number): void => {
  offset += Math.round(milliseconds);
};

/** By how many milliseconds the clock of this process is ahead. */
export const clockOffset = (): number => offset;
