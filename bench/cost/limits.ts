import type { Ledger } from './ledger.ts';
import type { Operation } from './operations.ts';
import { type Comparison, comparisonOf, comparisonsOf } from './report.ts';

/** Write units of one simple transition, as its caller waits for them. */
const WRITE_UNITS = 3;
const SIMPLE: readonly Operation[] = ['activate', 'activate with CoA', 'suspend', 'resume', 'revoke'];

/** Of what the naive design costs. A revoke is compared where both designs wait for the session to end. */
const RATIOS = { 'revoke with Disconnect': 0.05, lifecycle: 0.1 } as const satisfies Partial<
  Record<Comparison['operation'], number>
>;

/** What costs more than a lean design may, a sentence each. */
export const costFaults = (ledger: Ledger): string[] => {
  const all = comparisonsOf(ledger);
  const heavy = ledger.rows.filter(
    ({ operation, ownWriteUnits }) => SIMPLE.includes(operation) && ownWriteUnits > WRITE_UNITS,
  );
  const dear = Object.entries(RATIOS).map(([operation, most]) => {
    const { ratio = Number.NaN } = comparisonOf(all, operation as keyof typeof RATIOS);
    return ratio <= most
      ? []
      : [`A ${operation} costs ${ratio.toFixed(3)} of the naive one; ${most} is the most.`];
  });
  return [
    ...heavy.map(
      ({ operation, ownWriteUnits }) =>
        `${operation} is a write of ${ownWriteUnits} units; ${WRITE_UNITS} is the most.`,
    ),
    ...dear.flat(),
  ];
};
