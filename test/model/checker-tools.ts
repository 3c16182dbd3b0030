import { spawnSync } from 'node:child_process';

/** What the model needs, as Debian and Ubuntu name it. gcc also preprocesses for Spin; tcc only compiles faster. */
const PACKAGES = ['spin', 'gcc', 'libc6-dev', 'tcc'];

const answers = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const isThere = (): boolean => answers('spin', '-V') && answers('gcc', '--version');

/** The words that put a command into an administrator's hands; undefined where this user is none. */
const administrator = (): readonly string[] | undefined => {
  if (process.getuid?.() === 0) return [];
  return answers('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
};

const install = (prefix: readonly string[]): void => {
  const apt = (...args: readonly string[]) => {
    const [command, ...rest] = [...prefix, 'apt-get', ...args] as [string, ...string[]];
    return answers(command, ...rest);
  };
  console.error(`Installing ${PACKAGES.join(', ')} by apt-get.`);
  const wanted = ['install', '-y', '--no-install-recommends', ...PACKAGES];
  if (!apt(...wanted)) apt('update') && apt(...wanted);
};

/**
 * Makes sure that Spin and a C compiler are there, by apt-get where they are missing and this user may. Answers the
 * compiler. Throws with what to do where it cannot.
 */
export const checkerTools = (): string => {
  const prefix = administrator();
  if (!isThere() && prefix !== undefined && answers('apt-get', '--version')) install(prefix);
  if (!isThere()) {
    throw new Error(
      'The model needs Spin 6.5 and gcc on the PATH, and they could not be installed here. On Debian or Ubuntu: apt-get install spin gcc libc6-dev',
    );
  }
  return answers('tcc', '-v') ? 'tcc' : 'gcc';
};
