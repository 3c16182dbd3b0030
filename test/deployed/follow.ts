import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { named } from './deployment.ts';
import { commandsOf } from './guide.ts';

const run = promisify(execFile);

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/**
 * Runs a chapter of docs/deploy.md as its reader would, with the settings of the emulator and others over them.
 * Rejects with what was said where a command of it fails.
 */
export const follow = async (
  chapter: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const assigned = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}`);
  const script = [
    '. test/deployed/settings.sh',
    `API=${quoted(named('DEPLOYED_API'))}`,
    ...assigned,
    commandsOf(chapter),
  ].join('\n');
  await run('bash', ['-euo', 'pipefail', '-c', script], { env: { ...process.env, NODE_OPTIONS: '' } }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`docs/deploy.md does not work: ${chapter}\n${stdout}${stderr}`);
    },
  );
};
