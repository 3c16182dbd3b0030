import { setImmediate as turn } from 'node:timers/promises';
import {
  type RadiusSessionControlOptions,
  radiusSessionControl,
} from '../../shared/adapters/radius-session-control.ts';
import type {
  DynamicAuthorizationRequest,
  ExchangeControl,
  SessionAnswer,
} from '../../shared/usecases/session-control.ts';
import { type ManualTime, manualTime } from './manual-time.ts';
import { SCRIPTED_SECRET, type ScriptedAnswer, type ScriptedNas, scriptedNas } from './scripted-nas.ts';
import { nasEntry, unhurried } from './session-control-peer.ts';

/** What one exchange is to do otherwise than ask for bob's Disconnect on the default schedule. */
export type Settings = Partial<RadiusSessionControlOptions> & {
  control?: Partial<ExchangeControl>;
  request?: DynamicAuthorizationRequest;
};

const DISCONNECT: DynamicAuthorizationRequest = {
  kind: 'disconnect',
  session: { username: 'bob', acctSessionId: 's1' },
};

/** Sends one request on a clock that moves as it is told, by default with no shift of the schedule. */
export const askAt = (
  address: { ip: string; port: number },
  time: ManualTime,
  { control, request = DISCONNECT, ...options }: Settings = {},
): Promise<SessionAnswer> =>
  radiusSessionControl({
    secrets: async () => SCRIPTED_SECRET,
    clock: time.clock,
    pause: time.pause,
    random: () => 0.5,
    ...options,
  }).send(nasEntry('scripted', address), request, { ...unhurried, ...control });

/** Runs a test against a NAS that does as it is told. */
export const withScriptedNas = async (
  script: ((request: Buffer) => ScriptedAnswer[])[],
  body: (nas: ScriptedNas, time: ManualTime) => Promise<void>,
): Promise<void> => {
  const nas = await scriptedNas(script);
  try {
    await body(nas, manualTime());
  } finally {
    await nas.close();
  }
};

/** Lets what was sent over loopback arrive, and what hangs on it happen. */
export const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 20; turns += 1) await turn();
};
