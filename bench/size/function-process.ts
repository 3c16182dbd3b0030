import { memoryUsage } from 'node:process';
import { pathToFileURL } from 'node:url';

/** A call to make, as it comes from the parent: Lambda's payload, and the time that it has in milliseconds. */
export type CallMessage = { payload: unknown; milliseconds: number };

/** What a call came to, and what it took. CPU and wall clock in milliseconds, memory in megabytes. */
export type CallAnswer = {
  result: unknown;
  error: string | undefined;
  cpu: number;
  wall: number;
  heap: number;
  /** What the process has needed at most until now, resident. */
  peak: number;
};

/** What loading the bundle took, told before the first call. */
export type Loaded = { cpu: number; wall: number };

const MEGABYTE = 1024 * 1024;

const timed = async <T>(work: () => Promise<T>): Promise<{ value: T; cpu: number; wall: number }> => {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpu: (user + system) / 1000, wall: performance.now() - begun };
};

const tell = (message: object): void => {
  process.send?.(message);
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** Stands in for Lambda's runtime: loads one bundle, as it is deployed, and does the calls that it is sent. */
const load = await timed(
  async () => (await import(pathToFileURL(String(process.argv[2])).href)) as { handler: Handler },
);
tell({ cpu: load.cpu, wall: load.wall } satisfies Loaded);

process.on('message', async ({ payload, milliseconds }: CallMessage) => {
  const end = performance.now() + milliseconds;
  const context = {
    awsRequestId: 'bench',
    functionName: 'bench',
    getRemainingTimeInMillis: () => Math.max(0, end - performance.now()),
  };
  const call = await timed(async () => {
    try {
      return { result: await load.value.handler(payload, context), error: undefined };
    } catch (error) {
      return { result: undefined, error: String(error) };
    }
  });
  const { cpu, wall, value } = call;
  const heap = memoryUsage().heapUsed / MEGABYTE;
  const peak = process.resourceUsage().maxRSS / 1024;
  tell({ ...value, cpu, wall, heap, peak } satisfies CallAnswer);
});

process.on('disconnect', () => {
  process.exit();
});
