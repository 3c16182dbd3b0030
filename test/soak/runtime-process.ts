import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { hurry } from './hurry.ts';
import { lambdaInstances } from './lambda-instances.ts';
import { advance } from './moved-date.ts';

/** What the process is told to do, and answers under the same number. */
export type Command =
  | { do: 'mint'; tenant: string }
  | { do: 'advance'; milliseconds: number }
  | { do: 'fire'; schedule: string }
  | { do: 'idle' }
  | { do: 'hurry' };

/** What it says once it runs. */
export type Ready = { url: string; awsEndpoint: string; auditEnvironment: Record<string, string> };

/** The settings of the process, as JSON in SOAK_RUNTIME. */
export type RuntimeSettings = { dataDir: string; netbox: { url: string; token: string }; instances: number };

const send = (message: object): void => {
  process.send?.(message);
};

/** Written at once: an event that was published is on record before the stream's place moves on. */
const recordEvents = (runtime: Runtime, dataDir: string): void => {
  const file = join(dataDir, 'published.ndjson');
  runtime.bus.addRule('leasehold', {
    pattern: { source: ['leasehold'] },
    targets: [{ deliver: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`) }],
  });
};

const perform = async (command: Command, runtime: Runtime): Promise<unknown> => {
  switch (command.do) {
    case 'mint':
      return runtime.mint({
        tenant_id: command.tenant,
        scope: 'ipv6:read ipv6:write platform:admin',
        sub: 'soak',
      });
    case 'advance':
      return advance(command.milliseconds);
    case 'fire':
      return runtime.fireSchedule(command.schedule);
    case 'idle':
      return runtime.idle();
    case 'hurry':
      return hurry();
  }
};

const main = async (): Promise<void> => {
  const { dataDir, netbox, instances } = JSON.parse(String(process.env.SOAK_RUNTIME)) as RuntimeSettings;
  const runtime = await startRuntime({
    dataDir,
    netbox,
    // Its waits are of minutes, which the soak does not have; its own clock decides the rest.
    pauseMilliseconds: 500,
    aroundCall: lambdaInstances(instances),
    onFailure: (error) => send({ failed: error instanceof Error ? error.message : String(error) }),
  });
  recordEvents(runtime, dataDir);
  process.on('message', ({ id, command }: { id: number; command: Command }) => {
    perform(command, runtime).then(
      (answer) => send({ id, answer: answer ?? null }),
      (error: unknown) => send({ id, error: String(error) }),
    );
  });
  // Nobody is left to end it.
  process.on('disconnect', () => process.exit(1));
  const { url, awsEndpoint, auditEnvironment } = runtime;
  send({ ready: { url, awsEndpoint, auditEnvironment } satisfies Ready });
};

await main();
