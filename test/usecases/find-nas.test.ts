import { describe, expect, test } from '@jest/globals';
import type { Session } from '../../shared/domain/lease.ts';
import { judgeNas, listNasFor } from '../../shared/usecases/find-nas.ts';
import { KEY, leaseIn } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';
import { NAS, usecaseWorld } from '../support/usecase-world.ts';

const { ip: nasIp } = NAS;
const ELSEWHERE = { nasIp: '192.0.2.9' };

test('the access routers are read where one is named or something is to be sent, and not otherwise', async () => {
  const { deps } = await usecaseWorld();
  expect(await listNasFor({ key: KEY, session: {}, send: false }, deps)).toEqual([]);
  expect(await listNasFor({ key: KEY, session: {}, send: true }, deps)).toEqual([NAS]);
  expect(await listNasFor({ key: KEY, session: { nasIp }, send: false }, deps)).toEqual([NAS]);
});

describe('the NAS that a request goes to', () => {
  const judged = (known: Session | undefined, session: Session, send = true) =>
    judgeNas(leaseIn('active', known === undefined ? {} : { session: known }), { session, send }, [NAS]);

  test('is the one that is named, or else the one of the known session', () => {
    expect(judged(undefined, { nasIp, username: 'alice' })).toEqual(NAS);
    expect(judged({ nasIp, username: 'alice' }, {})).toEqual(NAS);
    expect(judged({ ...ELSEWHERE, username: 'alice' }, { nasIp })).toEqual(NAS);
  });

  test('is none where nothing is to be sent, but a named one must exist all the same', () => {
    expect(judged({ nasIp, username: 'alice' }, {}, false)).toBeUndefined();
    expect(judged(undefined, { nasIp }, false)).toBeUndefined();
    expect(judged({ ...ELSEWHERE }, {}, false)).toBeUndefined();
    expect(refusal(() => judged(undefined, ELSEWHERE, false)).code).toBe('unknown-nas');
  });

  test('is refused as unknown where it is named nowhere, or not configured', () => {
    expect(refusal(() => judged(undefined, { username: 'alice' })).message).toContain('Send nasIp');
    expect(refusal(() => judged(undefined, { ...ELSEWHERE, username: 'alice' })).message).toContain(
      'There is no NAS 192.0.2.9',
    );
    expect(refusal(() => judged({ ...ELSEWHERE, username: 'alice' }, {})).code).toBe('unknown-nas');
  });

  test('is refused where it could not find the session by what is known of it', () => {
    expect(refusal(() => judged(undefined, { nasIp })).code).toBe('unknown-session');
    const juniper = { ...NAS, profile: 'juniper-junos' } as const;
    const byName = { session: { nasIp, username: 'alice' }, send: true };
    expect(refusal(() => judgeNas(leaseIn('active'), byName, [juniper])).code).toBe('unknown-session');
    const byId = { session: { nasIp, acctSessionId: '1' }, send: true };
    expect(judgeNas(leaseIn('active'), byId, [juniper])).toEqual(juniper);
  });
});
