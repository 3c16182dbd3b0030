import { mutantsOf } from '../mutant.ts';

const area = 'What NetBox says';

const ALLOCATIONS = mutantsOf(
  {
    area,
    file: 'shared/adapters/netbox/allocations.ts',
    suites: ['test/adapters/netbox/allocations.test.ts'],
  },
  [
    {
      id: 'any-201-is-mine',
      breaks: 'A prefix that NetBox made counts only if it carries the marker that was sent.',
      find: "if (attempt.isAsked(made)) return { outcome: 'allocated', prefix: made };",
      replace: "if (made.id > 0) return { outcome: 'allocated', prefix: made };",
    },
    {
      id: 'no-answer-is-a-refusal',
      breaks: 'A POST without an answer may land yet.',
      find: "      return { outcome: 'unknown', reason: answer.reason };\n",
      replace: "      return { outcome: 'refused', reason: answer.reason };\n",
    },
    {
      id: 'own-marker-is-a-refusal',
      breaks: 'NetBox refuses a claim that is there already: it may be one’s own, and is looked for.',
      find: "  if (CLAIM_TAKEN.test(said)) return { outcome: 'duplicate' };\n",
      replace: '',
      suites: ['test/adapters/netbox/contract.test.ts'],
    },
    {
      id: 'fields-unchecked',
      breaks: 'Nothing is made while the fields of the marker are not right.',
      find: '    await fields.ensure(call);\n  } catch (error) {\n    return readFailure(error);',
      replace:
        '    fields.ensure(call).catch(() => undefined);\n  } catch (error) {\n    return readFailure(error);',
    },
  ],
);

const READS = mutantsOf(
  { area, file: 'shared/adapters/netbox/reads.ts', suites: ['test/adapters/netbox/reads.test.ts'] },
  [
    {
      id: 'found-by-a-part',
      breaks: 'A search result counts only if its field equals what was searched for.',
      find: 'page.prefixes.some((prefix) => wanted.of(prefix) !== wanted.value)',
      replace: "page.prefixes.some((prefix) => !(wanted.of(prefix) ?? '').includes(wanted.value))",
    },
    {
      id: 'first-page-is-all',
      breaks: 'A search ends with its last page.',
      find: '    afterId = page.next;\n',
      replace: '    afterId = undefined;\n',
    },
    {
      id: 'page-that-stands-still',
      breaks: 'A list whose pages do not move on is not taken for ended.',
      find: "if (last === undefined || last <= from.afterId) throw unavailable('its pages do not follow each other');",
      replace: 'if (last === undefined || last <= from.afterId) return { prefixes };',
    },
  ],
);

const CHANGES = mutantsOf(
  { area, file: 'shared/adapters/netbox/changes.ts', suites: ['test/adapters/netbox/changes.test.ts'] },
  [
    {
      id: 'any-2xx-is-deleted',
      breaks: 'Only 204 says that an object was deleted.',
      find: '({ status }) => status === 204);',
      replace: '({ status }) => status < 300);',
    },
    {
      id: 'any-200-is-withdrawn',
      breaks: 'A release in NetBox is done only where the answer carries its mark.',
      find: 'return now?.claim === to.claim && now.lease === undefined && now.status === to.status;',
      replace: 'return now !== undefined;',
    },
    {
      id: 'lease-field-stays',
      breaks: 'A withdrawn object no longer names its lease.',
      find: 'custom_fields: { [LEASE_FIELD]: null, [CLAIM_FIELD]: to.claim } };',
      replace: 'custom_fields: { [CLAIM_FIELD]: to.claim } };',
      suites: ['test/adapters/netbox/contract.test.ts'],
    },
    {
      id: 'over-an-edit-by-hand',
      breaks: 'A change names the version that was read, where the server has one.',
      find: '  ...(etag === undefined ? {} : { etag }),\n',
      replace: '',
    },
  ],
);

const FIELDS = mutantsOf(
  {
    area,
    file: 'shared/adapters/netbox/fields.ts',
    suites: ['test/adapters/netbox/set-up-fields.test.ts', 'test/adapters/netbox/contract.test.ts'],
  },
  [
    {
      id: 'loose-filter-is-right',
      breaks: 'The fields must be searched exactly: a loose search for `a/1` finds `ba/10`.',
      find: 'isRight: found.filter_logic?.value === definition.filter_logic,',
      replace: 'isRight: found.filter_logic !== undefined,',
    },
    {
      id: 'claim-need-not-be-unique',
      breaks: 'The claim field must be unique: it is the second line of defence.',
      find: 'isRight: found.unique === definition.unique,',
      replace: "isRight: typeof found.unique === 'boolean',",
    },
  ],
);

/** The mutants of what is believed of NetBox. */
export const NETBOX = [...ALLOCATIONS, ...READS, ...CHANGES, ...FIELDS];
