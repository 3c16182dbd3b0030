import { startRuntime } from '../local/runtime.ts';
import { freshProcesses, type Measured } from './size/fresh-processes.ts';
import { faultsIn, rowsOf, tableOf } from './size/report.ts';
import { useEverything } from './size/scenario.ts';

/**
 * Measures what each function needs: every function in a fresh Node process, from its bundle as it is deployed, called
 * by the local runtime as API Gateway, Step Functions, the stream, queues and schedules would. Prints memory in MB and
 * processor time in ms, and exits with 1 where a function is deployed with too little.
 */
const RUNS = 3;
const ROUNDS = 4;
const LEASES = 300;

const measure = async (): Promise<Measured[]> => {
  const processes = freshProcesses();
  const failures: unknown[] = [];
  const runtime = await startRuntime({
    pauseMilliseconds: 0,
    aroundCall: processes.aroundCall,
    onFailure: (error) => failures.push(error),
  });
  try {
    await useEverything(runtime, ROUNDS, LEASES);
  } finally {
    await runtime.close();
    processes.close();
  }
  if (failures.length > 0) throw new AggregateError(failures, 'The scenario failed.');
  return processes.measured();
};

const runs: Measured[][] = [];
for (let run = 0; run < RUNS; run += 1) runs.push(await measure());
const rows = rowsOf(runs);
console.log(`Node ${process.version} on ${process.arch}, ${RUNS} runs, ${LEASES} leases\n`);
console.log(tableOf(rows));
const faults = faultsIn(rows);
console.log(faults.length === 0 ? '\nEach has what it needs.' : `\n${faults.join('\n')}`);
process.exitCode = faults.length === 0 ? 0 : 1;
