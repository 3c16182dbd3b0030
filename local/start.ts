import {
  explainFailure,
  isAlarming,
  readStartCommand,
  START_HELP,
  type StartCommand,
  welcome,
} from './command-line.ts';
import { addDemoTenant } from './demo-tenant.ts';

const USAGE_ERROR = 64;
const INTERRUPTED = 130;

const serve = async ({ netboxPoolId, logs, ...options }: StartCommand): Promise<void> => {
  // Loaded late, so that the help needs no CDK.
  const { startRuntime } = await import('./runtime.ts');
  const runtime = await startRuntime({
    ...options,
    onFailure: (error) => console.error('local:', error instanceof Error ? error.message : error),
    onLog: (text) => {
      if (logs || isAlarming(text)) process.stderr.write(text);
    },
  });
  let isEnding = false;
  const end = () => {
    if (isEnding) process.exit(INTERRUPTED);
    isEnding = true;
    void runtime.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  console.log(welcome(runtime, await addDemoTenant(runtime, netboxPoolId)));
};

const run = async (command: StartCommand): Promise<void> => {
  try {
    await serve(command);
  } catch (error) {
    console.error(explainFailure(error, command.port));
    process.exit(1);
  }
};

const read = (): StartCommand | 'help' | { fault: string } => {
  try {
    return readStartCommand(process.argv.slice(2), process.env);
  } catch (error) {
    return { fault: (error as Error).message };
  }
};

const command = read();
if (command === 'help') {
  console.log(START_HELP);
} else if ('fault' in command) {
  console.error(`${command.fault}\n\n${START_HELP}`);
  process.exitCode = USAGE_ERROR;
} else {
  await run(command);
}
