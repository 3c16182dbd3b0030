import { dynamoTableReads } from '../../../shared/adapters/dynamo-table-reads.ts';
import { differenceText } from '../../../shared/domain/difference.ts';
import { findDifferences } from '../../../shared/usecases/find-differences.ts';
import type { System } from './system.ts';

const AT_REST = { settled: true, graceMilliseconds: 0, pauseMilliseconds: 0, limit: 1_000, segments: 1 };

/**
 * Everything that is wrong between the table, NetBox, the ledger and the counters, one line each: empty when nothing
 * is lost, doubled or leaked. Holds once the stream is drained and the orphan checks have run.
 */
export const audit = async ({ deps, document, tableName }: System): Promise<string[]> => {
  const table = dynamoTableReads({
    client: document,
    tableName,
    newId: deps.newId,
    sleep: deps.sleep,
    random: Math.random,
  });
  const lines: string[] = [];
  await findDifferences(
    AT_REST,
    { ...deps, table },
    { difference: (found) => lines.push(differenceText(found)), progress: () => undefined },
  );
  return lines;
};
