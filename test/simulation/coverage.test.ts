import { expect, test } from '@jest/globals';
import { addCoverage, coverageReport, emptyCoverage, see } from './coverage.ts';

const CALL = 'leases.apply(allocate)';
const MET = { place: 'pending', call: CALL, kind: 'write', fate: 'lost', thaws: true } as const;

test('what two workers saw is counted together', () => {
  const [one, other] = [emptyCoverage(), emptyCoverage()];
  see(one, MET);
  see(other, MET);
  see(other, { ...MET, fate: 'ok' });
  addCoverage(one, other);
  const { byCall, seen } = coverageReport(one);
  expect(Object.fromEntries(byCall.get(CALL) ?? [])).toEqual({ lost: 2, ok: 1 });
  expect(seen).toBe(2);
});

test('a pair of the lifecycle table that was never reached is missing with all its fates', () => {
  const { missing, possible, seen } = coverageReport(emptyCoverage());
  expect(seen).toBe(0);
  expect(missing).toHaveLength(possible);
  expect(missing).toContain('none leases.apply(beginAllocation) crash-late');
  expect(missing).toContain('revoking leases.apply(fail) twice');
  expect(missing).not.toContain('active leases.apply(fail) ok');
});

test('a thaw is possible only where an actor that can thaw has been', () => {
  const coverage = emptyCoverage();
  see(coverage, MET);
  see(coverage, { ...MET, place: 'active', thaws: false });
  const { missing } = coverageReport(coverage);
  expect(missing).toContain(`pending ${CALL} thaw`);
  expect(missing).not.toContain(`active ${CALL} thaw`);
});

test('what chance seldom brought is named first', () => {
  const coverage = emptyCoverage();
  for (let i = 0; i < 3; i++) see(coverage, MET);
  see(coverage, { ...MET, fate: 'twice' });
  expect(coverageReport(coverage).rarest).toEqual([
    [`pending ${CALL} twice`, 1],
    [`pending ${CALL} lost`, 3],
  ]);
});
