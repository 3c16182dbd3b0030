import { settleDoubts } from './audit-again.ts';
import { auditCounters } from './audit-counters.ts';
import { passOverNetBox, passOverTable } from './audit-pass.ts';
import {
  type AuditBounds,
  type AuditDeps,
  AuditFull,
  type AuditListener,
  type AuditReport,
  newAudit,
} from './audit-run.ts';

/**
 * Everything that is wrong between the table, NetBox, the ledger and the counters, told as it is found. It reads, and
 * writes nothing. NetBox is listed first, then the table scanned; what looks wrong is looked at again after a pause,
 * because it may have been in motion. Its memory grows by some 50 bytes for each prefix that is held. Throws what
 * NetBox and the table throw where they cannot be read.
 */
export const findDifferences = async (
  bounds: AuditBounds,
  deps: AuditDeps,
  listener: AuditListener,
): Promise<AuditReport> => {
  const run = newAudit(bounds, deps, listener);
  try {
    await passOverNetBox(run);
    await passOverTable(run);
    await settleDoubts(run);
    await auditCounters(run);
    run.report.complete = true;
  } catch (error) {
    if (!(error instanceof AuditFull)) throw error;
  }
  return run.report;
};
