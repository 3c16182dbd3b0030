import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { End } from './actor.ts';
import { violate, type World } from './world.ts';

/** What the models throw in the network's name: a plain Error. A use case throws the closed list, or it has a defect. */
export const judgeThrown = (world: World, who: string, end: End): void => {
  if (end.end !== 'threw' || end.error instanceof LeaseholdError) {
    if (end.end === 'threw' && (end.error as LeaseholdError).code === 'internal') {
      violate(world, 'no defect is thrown', `${who}: ${String(end.error)}`);
    }
    return;
  }
  const { name } = end.error as Error;
  if (name !== 'Error') violate(world, 'no defect is thrown', `${who}: ${(end.error as Error).stack}`);
};
