import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { named } from './deployment.ts';
import { commandsOf, type Page } from './guide.ts';

const run = promisify(execFile);

/** What a reader has of their own: settings over those of the emulator, and a folder to work in. */
export type Reader = { page?: Page; settings?: Readonly<Record<string, string>>; folder?: string };

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/**
 * Runs a chapter of a page, docs/deploy.md unless told, as its reader would; what it printed. Rejects with what was said
 * where a command of it fails.
 */
export const follow = async (
  chapter: string,
  { page = 'deploy', settings = {}, folder = '.' }: Reader = {},
): Promise<string> => {
  const assigned = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}`);
  const script = [
    '. test/deployed/settings.sh',
    `API=${quoted(named('DEPLOYED_API'))}`,
    ...assigned,
    `cd ${quoted(folder)}`,
    commandsOf(chapter, page),
  ].join('\n');
  const env = { ...process.env, NODE_OPTIONS: '' };
  try {
    return (await run('bash', ['-euo', 'pipefail', '-c', script], { env })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`docs/${page}.md does not work: ${chapter}\n${stdout}${stderr}`, { cause: error });
  }
};
