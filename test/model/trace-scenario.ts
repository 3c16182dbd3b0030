import { heldBy, intentOf, type Lease, revocationOf } from '../../shared/domain/lease.ts';
import { parseClaimMark } from '../../shared/domain/marker.ts';
import { releaseOf } from '../../shared/domain/revocation.ts';
import type { Observed } from './observe.ts';
import { nameOf, type Seen } from './seen.ts';

/** Numbers for what is known by name, from `first` on, in the order in which they are asked for. */
type Numbers = { of: (name: string) => number; count: () => number };

const numbers = (first: number, known: readonly string[] = []): Numbers => {
  const all = new Map(known.map((name, index) => [name, first + index]));
  return {
    of: (name) => {
      const found = all.get(name);
      if (found !== undefined) return found;
      const next = first + all.size;
      all.set(name, next);
      return next;
    },
    count: () => all.size,
  };
};

type Names = { leases: Numbers; objects: Numbers; prefixes: Numbers; keys: Numbers; runs: Numbers };

const idsBefore = ({ before }: Observed): string[] => {
  const ids = new Set(before.objects.map(({ id }) => id));
  for (const lease of before.leases) ids.add(heldBy(lease)?.netboxPrefixId ?? Number.NaN);
  ids.delete(Number.NaN);
  return [...ids].sort((a, b) => a - b).map(String);
};

const namesOf = (seen: Observed): Names => ({
  leases: numbers(0, seen.before.leases.map(nameOf)),
  objects: numbers(1, idsBefore(seen)),
  prefixes: numbers(0, seen.cidrs),
  keys: numbers(1),
  runs: numbers(1),
});

/** Objects are numbered as they are made, in the model as well. */
const numbered = (names: Names, { kind, whose, which, made }: Seen): [number, number] => {
  if (made !== undefined) names.objects.of(made);
  switch (kind) {
    case 'BEGINS':
    case 'RESUMES':
      return [names.leases.of(whose), names.keys.of(which)];
    case 'CLAIMS_RUN':
      return [names.leases.of(whose), names.runs.of(which)];
    case 'ALLOCATES':
    case 'MAKES':
      return [names.leases.of(whose), names.prefixes.of(which)];
    case 'DELETES':
    case 'WITHDRAWS':
      return [names.objects.of(whose), Number(which)];
    case 'DROPS_ROW':
      return [names.prefixes.of(whose), 0];
    default:
      return [names.leases.of(whose), Number(which)];
  }
};

const RELEASES = { dropped: 'Drop', quarantined: 'Quarantine', withheld: 'Withhold' } as const;

const STATES: Readonly<Record<Lease['state'], string>> = {
  pending: 'Pending',
  allocated: 'Allocated',
  active: 'Allocated',
  suspended: 'Allocated',
  revoking: 'Revoking',
  revoked: 'Revoked',
  failed: 'Failed',
};

const revocationBefore = (l: number, lease: Lease, names: Names): string[] => {
  const revocation = revocationOf(lease);
  if (lease.state !== 'revoking' || revocation === undefined) return [];
  const run = revocation.run === undefined ? 0 : names.runs.of(revocation.run.id);
  return [
    `leases[${l}].revocation = 1`,
    `leases[${l}].disconnect = ${revocation.disconnect ? 1 : 0}`,
    `leases[${l}].release = ${RELEASES[releaseOf(revocation)]}`,
    `leases[${l}].owner = ${run}`,
    `leases[${l}].ownerLive = ${run === 0 ? 0 : 1}`,
  ];
};

const leaseBefore = (lease: Lease, names: Names): string[] => {
  const l = names.leases.of(nameOf(lease));
  const lines = [
    `session[${l}] = 1`,
    `leases[${l}].epoch = 1`,
    `leases[${l}].state = ${STATES[lease.state]}`,
  ];
  const intent = intentOf(lease);
  if (intent !== undefined)
    lines.push(`leases[${l}].live = 1`, `leases[${l}].key = ${names.keys.of(intent.key ?? 'none')}`);
  const held = heldBy(lease);
  if (held === undefined) return [...lines, ...revocationBefore(l, lease, names)];
  const o = names.objects.of(String(held.netboxPrefixId));
  const p = names.prefixes.of(held.cidr);
  return [
    ...lines,
    `leases[${l}].object = ${o}; leases[${l}].prefix = ${p}`,
    `claims[${p}].row = HeldRow; claims[${p}].lease = ${l}; claims[${p}].object = ${o}`,
    ...revocationBefore(l, lease, names),
  ];
};

const objectsBefore = ({ before }: Observed, names: Names): string[] =>
  before.objects.flatMap(({ id, cidr, claim }) => {
    const o = names.objects.of(String(id));
    const mark = parseClaimMark(claim ?? '');
    const l = mark === undefined ? 0 : names.leases.of(`${mark.tenant}/${mark.subscriber}`);
    return [
      `objects[${o}].there = 1; objects[${o}].prefix = ${names.prefixes.of(cidr)}`,
      `objects[${o}].mark = EpochMark; objects[${o}].lease = ${l}; objects[${o}].epoch = 1`,
    ];
  });

const times = (count: number, line: string): string[] => Array.from({ length: count }, () => line);

/** Who acted: as many of each as the steps need, and no more, or the search would not end. */
const actors = (
  steps: readonly Seen[],
  numbersOf: readonly [number, number][],
  { names, isGenerous }: { names: Names; isGenerous: boolean },
): string[] => {
  const of = (...kinds: readonly string[]) =>
    numbersOf.filter((_, index) => kinds.includes(steps[index]?.kind ?? ''));
  const calls = of('BEGINS', 'RESUMES').map(([l, key], index) => `run Call(${index + 1}, ${l}, ${key})`);
  const revokes = of('REVOKES').map(([l, code]) => {
    const end = Object.values(RELEASES)[code % 3] as string;
    return `run Revoke(${l}, ${code < 3 ? 0 : 1}, ${end})`;
  });
  const looks = steps.filter(({ kind, isRun }) => kind === 'DELETES' && (isGenerous || !isRun)).length;
  const runs = Array.from({ length: names.runs.count() }, (_, index) => `run Run(${index + 1})`);
  return [
    'run Time()',
    'run Late()',
    ...times(of('FAILS').length, 'run Expire()'),
    ...times(of('RESTARTS').length, 'run Restart()'),
    ...times(looks, 'run Look()'),
    ...times(of('DROPS_ROW').length, 'run SweepClaim()'),
    ...runs.reverse(),
    ...(isGenerous ? runs : []),
    ...revokes.reverse(),
    ...calls.reverse(),
  ];
};

const count = (steps: readonly Seen[], ...kinds: readonly string[]): number =>
  steps.filter(({ kind }) => kinds.includes(kind)).length;

/**
 * A scenario in which exactly these steps may be seen, in this order: Spin finds the end of its claim where the model can
 * take them, and nothing where it cannot. `isGenerous`: with a sweep for each
 * deletion, whoever made it, and every task of the revoke machine called twice at a time.
 */
export const traceScenario = (seen: Observed, isGenerous: boolean): string => {
  const { steps, cidrs } = seen;
  const names = namesOf(seen);
  const before = [
    ...seen.before.leases.flatMap((lease) => leaseBefore(lease, names)),
    ...objectsBefore(seen, names),
  ];
  const made = names.objects.count();
  const numbersOf = steps.map((step) => numbered(names, step));
  const told = steps.flatMap(({ kind }, at) => {
    const [whose, which] = numbersOf[at] as [number, number];
    return `kinds[${at}] = ${kind}; whoses[${at}] = ${whose}; whiches[${at}] = ${which}`;
  });
  const who = actors(steps, numbersOf, { names, isGenerous });
  return `#define TRACE ${steps.length}
#define LEASES ${Math.max(1, names.leases.count())}
#define PREFIXES ${cidrs.length}
#define OBJECTS ${Math.max(2, made + count(steps, 'MAKES'))}
#define CALLS ${Math.max(1, count(steps, 'BEGINS', 'RESUMES'))}
#define RUNS ${Math.max(1, names.runs.count())}
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"

never {
  do
  :: (!isOther && at < TRACE)
  :: (!isOther && at == TRACE) -> break
  od
}

init {
  atomic {
    made = ${made};
${[...before, ...told, ...who].map((line) => `    ${line};\n`).join('')}    skip
  }
}
`;
};
