import { type Difference, differenceText } from '../shared/domain/difference.ts';
import type { AuditListener, AuditReport } from '../shared/usecases/audit-run.ts';
import { findDifferences } from '../shared/usecases/find-differences.ts';
import { auditDeps } from './audit-deps.ts';
import { AUDIT_HELP, type AuditCommand, readAuditCommand } from './audit-settings.ts';

const CLEAN = 0;
const DIFFERENCES = 1;
const COULD_NOT_LOOK = 2;

const PROGRESS_MILLISECONDS = 5_000;

const counts = ({ objects, leases, claims, tenures, doubts }: Readonly<AuditReport>): string =>
  `${objects} objects in NetBox, ${leases} leases, ${claims} claims, ${tenures} tenures; ${doubts} looked at twice`;

/** Says how far it has come, seldom enough to be read. */
const progress = (): AuditListener['progress'] => {
  let next = Date.now() + PROGRESS_MILLISECONDS;
  return (report) => {
    if (Date.now() < next) return;
    next = Date.now() + PROGRESS_MILLISECONDS;
    process.stderr.write(`${counts(report)}\n`);
  };
};

const summary = (report: AuditReport): string => {
  const found = report.differences === 0 ? 'No difference' : `${report.differences} differences`;
  return `${found} (${counts(report)}).${report.complete ? '' : ' There may be more: mend these, then look again.'}`;
};

const audit = async (command: AuditCommand): Promise<number> => {
  const difference = (found: Difference): void =>
    console.log(command.json ? JSON.stringify(found) : differenceText(found));
  const report = await findDifferences(command, auditDeps(command), { difference, progress: progress() });
  console.log(command.json ? JSON.stringify(report) : summary(report));
  return report.differences === 0 ? CLEAN : DIFFERENCES;
};

const main = async (): Promise<number> => {
  try {
    const command = readAuditCommand(process.argv.slice(2), process.env);
    if (command !== 'help') return await audit(command);
    console.log(AUDIT_HELP);
    return CLEAN;
  } catch (error) {
    console.error(`It could not look: ${(error as Error).message}\nnpm run audit -- --help says how.`);
    return COULD_NOT_LOOK;
  }
};

process.exitCode = await main();
