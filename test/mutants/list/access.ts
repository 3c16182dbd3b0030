// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'Tenants, scopes and what the platform grants';

const CALLER = mutantsOf({ area, file: 'shared/http/caller.ts', suites: ['test/http/caller.test.ts'] }, [
  {
    id: 'any-caller-names-a-tenant',
    breaks: 'Only where the platform acts may a call name another tenant than its token’s.',
    find: 'if (scope === SCOPES.admin && TENANT_ID.test(named)) return named;',
    replace: 'if (TENANT_ID.test(named)) return named;',
  },
  {
    id: 'any-scope-will-do',
    breaks: 'A call needs the scope of its route.',
    find: 'if (!scopesOf(claims.scope).includes(scope)) {',
    replace: 'if (scopesOf(claims.scope).length === 0) {',
  },
  {
    id: 'scope-by-a-part',
    breaks: 'A scope is compared as a whole word.',
    find: 'if (!scopesOf(claims.scope).includes(scope)) {',
    replace: 'if (!String(claims.scope).includes(scope)) {',
  },
]);

const MATCH = [
  ...mutantsOf(
    { area, file: 'shared/domain/precondition.ts', suites: ['test/domain/precondition.test.ts'] },
    [
      {
        id: 'matches-a-later-version',
        breaks: 'If-Match holds for the very version that it names.',
        find: 'ifMatch === lease.version))',
        replace: 'ifMatch <= lease.version))',
      },
    ],
  ),
  ...mutantsOf({ area, file: 'shared/http/if-match.ts', suites: ['test/http/request-headers.test.ts'] }, [
    {
      id: 'weak-tag-matches',
      breaks: 'A weak tag is none that was given, and matches nothing.',
      find: '= /^"([1-9]',
      replace: '= /^(?:W\\/)?"([1-9]',
    },
  ]),
];

const EVENTS = mutantsOf(
  {
    area,
    file: 'shared/adapters/lambda/provisioning-message.ts',
    suites: ['test/adapters/lambda/provisioning-message.test.ts'],
  },
  [
    {
      id: 'any-source-speaks-for-all',
      breaks:
        'An event is of the tenant that its source names: the bus lets no other account use that source.',
      find: 'if (source !== `${PROVISIONING_SOURCE_PREFIX}${message.tenantId}`) {',
      replace: 'if (!source.startsWith(PROVISIONING_SOURCE_PREFIX)) {',
    },
    {
      id: 'source-by-its-beginning',
      breaks: 'A source speaks for its own tenant, not for one whose name begins like it.',
      find: 'if (source !== `${PROVISIONING_SOURCE_PREFIX}${message.tenantId}`) {',
      replace: 'if (!source.startsWith(`${PROVISIONING_SOURCE_PREFIX}${message.tenantId}`)) {',
    },
    {
      id: 'events-of-the-future',
      breaks: 'An event from the future is refused: it would make all others late.',
      find: "message.occurredAt > now + MOST_AHEAD_MILLISECONDS ? 'occurredAt",
      replace: "message.occurredAt > now + 12 * MOST_AHEAD_MILLISECONDS ? 'occurredAt",
    },
  ],
);

const GRANTS = [
  ...mutantsOf({ area, file: 'shared/domain/registry.ts', suites: ['test/domain/registry.test.ts'] }, [
    {
      id: 'two-lengths-overlap',
      breaks: 'Pools of two lengths do not overlap: their prefixes could.',
      find: '    overlaps(parsePrefix(entry.cidr) as Prefix, parsePrefix(pool.cidr) as Prefix));',
      replace: '    entry.cidr === pool.cidr);',
    },
    {
      id: 'one-pool-two-lengths',
      breaks: 'A pool delegates one length, to whomever it is granted.',
      find: '  (id === String(pool.netboxPoolId) ||\n    overlaps(',
      replace: '  (id !== String(pool.netboxPoolId) &&\n    overlaps(',
    },
  ]),
  ...mutantsOf({ area, file: 'shared/usecases/put-nas.ts', suites: ['test/usecases/put-nas.test.ts'] }, [
    {
      id: 'row-before-its-secret',
      breaks: 'The secret of a router is there before the row that names it.',
      find: '  await deps.secrets.write(secretName, request.secret);\n  const nas: Nas = { ...request.nas, ip: request.ip, secretName };\n  return { nas, created: await deps.inventory.putNas(request.tenant, nas) };',
      replace:
        '  const nas: Nas = { ...request.nas, ip: request.ip, secretName };\n  const created = await deps.inventory.putNas(request.tenant, nas);\n  await deps.secrets.write(secretName, request.secret);\n  return { nas, created };',
    },
  ]),
  ...mutantsOf({ area, file: 'shared/usecases/put-pool.ts', suites: ['test/usecases/put-pool.test.ts'] }, [
    {
      id: 'moves-a-pool-in-use',
      breaks: 'The length or the place of a pool does not change under held prefixes.',
      find: '    if (before !== undefined) await assertPoolUnused(request, deps);\n',
      replace: '',
    },
    {
      id: 'a-delegated-prefix-is-a-pool',
      breaks: 'A prefix that is or was delegated is no pool.',
      find: '  if (parent.claim !== undefined) {\n',
      replace: "  if (parent.claim === '') {\n",
    },
  ]),
  ...mutantsOf({ area, file: 'shared/usecases/delete-nas.ts', suites: ['test/usecases/put-nas.test.ts'] }, [
    {
      id: 'secret-before-its-row',
      breaks: 'The row of a router goes before its secret: a row never names a missing one.',
      find: '  const found = await deps.inventory.deleteNas(request.tenant, request.ip);\n  await deps.secrets.remove(nasSecretName(deps.settings.nasSecretPrefix, request));\n',
      replace:
        '  await deps.secrets.remove(nasSecretName(deps.settings.nasSecretPrefix, request));\n  const found = await deps.inventory.deleteNas(request.tenant, request.ip);\n',
    },
  ]),
];

const PROFILE = [
  ...mutantsOf({ area, file: 'shared/domain/profile.ts', suites: ['test/domain/profile.test.ts'] }, [
    {
      id: 'profile-under-a-prefix',
      breaks: 'A profile does not change under a held prefix.',
      find: '  if (heldBy(lease) !== undefined) {\n',
      replace: "  if (heldBy(lease) !== undefined && lease.state === 'active') {\n",
    },
    {
      id: 'profile-under-an-allocation',
      breaks: 'A profile does not change under an allocation.',
      find: '  if (intent !== undefined) {\n',
      replace: '  if (intent !== undefined && intent.until > now) {\n',
    },
    {
      id: 'profile-on-a-stale-read',
      breaks: 'A profile is saved only over the lease that was judged.',
      find: '    when: all(unchanged(lease)),\n',
      replace: '    when: all(),\n',
    },
  ]),
  ...mutantsOf({ area, file: 'shared/domain/lifecycle.ts', suites: ['test/domain/lifecycle.test.ts'] }, [
    {
      id: 'allocates-over-a-held-prefix',
      breaks: 'A failed lease that holds a prefix takes no new one: the old one would leak.',
      find: "  !(action === 'beginAllocation' && holdsPrefix);",
      replace: "  !(action === 'beginAllocation' && holdsPrefix && state !== 'failed');",
    },
  ]),
];

/** The mutants of who may do what, and of what the platform grants. */
export const ACCESS = [...CALLER, ...MATCH, ...EVENTS, ...GRANTS, ...PROFILE];
