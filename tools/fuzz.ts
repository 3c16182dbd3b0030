import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const HELP = `Usage: npm run fuzz -- [options]

Sends generated requests to every route: none may be answered 5xx or otherwise than docs/openapi.json says, and what one
tenant is answered may not depend on another. A failure prints the seed and the shortest sequence that shows it.

  --requests N   of each kind (default 100000)
  --seed N       repeats a run
  --help         this text
`;

const TESTS = ['test/functions/api/generated-requests', 'test/functions/api/two-tenants'];

const USAGE_ERROR = 64;

const whole = (name: string, text: string | undefined): string | undefined => {
  if (text === undefined || /^-?[0-9]{1,12}$/.test(text)) return text;
  throw new Error(`--${name} must be a whole number; it is ${text}`);
};

/** The variables for the tests, or undefined where only the help was asked for. Throws where an option is wrong. */
const read = (): NodeJS.ProcessEnv | undefined => {
  const { values } = parseArgs({
    options: { requests: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return undefined;
  const seed = whole('seed', values.seed);
  return {
    FUZZ_REQUESTS: whole('requests', values.requests) ?? '100000',
    ...(seed === undefined ? {} : { FUZZ_SEED: seed }),
  };
};

try {
  const variables = read();
  if (variables === undefined) {
    console.log(HELP);
  } else {
    const env = { ...process.env, ...variables };
    const tests = spawn('npm', ['test', '--silent', '--', ...TESTS], { stdio: 'inherit', env });
    tests.on('exit', (code) => {
      process.exitCode = code ?? 1;
    });
  }
} catch (error) {
  console.error(`${(error as Error).message}\n\n${HELP}`);
  process.exitCode = USAGE_ERROR;
}
