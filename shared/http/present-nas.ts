import type * as z from 'zod/mini';
import type { Nas } from '../domain/nas.ts';
import type { nasAnswer, nasListAnswer } from './answer-schemas.ts';

/** A NAS in the words of HTTP: without its secret, and without the name under which that is kept. */
export const presentNas = ({ ip, port, profile }: Nas): z.output<typeof nasAnswer> => ({ ip, port, profile });

/** The answer of GET NAS. */
export const presentNasList = (nas: readonly Nas[]): z.output<typeof nasListAnswer> => ({
  nas: nas.map(presentNas),
});
