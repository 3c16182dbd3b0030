import { expect, test } from '@jest/globals';
import { measureOperation } from '../../../shared/adapters/lambda/measure-operation.ts';
import { LeaseholdError } from '../../../shared/domain/errors.ts';
import { recordedHandlers } from '../../support/handler-parts.ts';

const measured = async (run: () => Promise<string>) => {
  const { parts, recorded, clock } = recordedHandlers();
  const answer = measureOperation(
    {
      operation: 'releasePrefix',
      tenant: 'acme',
      run: async () => {
        clock.now += 250;
        return run();
      },
      outcomeOf: (word) => word,
    },
    parts,
  );
  return { answer: await answer.catch((error: unknown) => error), counts: recorded.counts };
};

const DURATION = { name: 'OperationDuration', dimensions: { operation: 'releasePrefix' }, value: 250 };

const operationOf = (outcome: string) => ({
  name: 'LifecycleOperation',
  dimensions: { operation: 'releasePrefix', outcome, tenant: 'acme' },
  value: 1,
});

test('an operation is counted under its outcome and timed in milliseconds', async () => {
  await expect(measured(async () => 'done')).resolves.toEqual({
    answer: 'done',
    counts: [operationOf('done'), DURATION],
  });
});

test('an operation that is refused is counted under the code of its error, which is thrown on', async () => {
  const refused = new LeaseholdError('netbox-unavailable', 'NetBox is away.');
  await expect(measured(() => Promise.reject(refused))).resolves.toEqual({
    answer: refused,
    counts: [operationOf('netbox-unavailable'), DURATION],
  });
});

test('a defect is counted as internal', async () => {
  const { counts } = await measured(() => Promise.reject(new TypeError('x is undefined')));
  expect(counts).toEqual([operationOf('internal'), DURATION]);
});
