// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'The table and lost answers';

const EXPRESSIONS = mutantsOf(
  {
    area,
    file: 'shared/adapters/dynamo-expression.ts',
    suites: ['test/adapters/dynamo-expression.test.ts', 'test/adapters/dynamo-lease-store.test.ts'],
  },
  [
    {
      id: 'less-or-equal',
      breaks: 'The table means the same by a condition as the domain: less is less.',
      find: '`${scope.path(condition.path)} < ${scope.value(condition.path, condition.value)}`;',
      replace: '`${scope.path(condition.path)} <= ${scope.value(condition.path, condition.value)}`;',
    },
    {
      id: 'never-is-always',
      breaks: 'A condition that never holds lets nothing through.',
      find: 'isNever(asked) ? NEVER : compiled(asked, scope)',
      replace: "isNever(asked) ? 'attribute_exists(pk)' : compiled(asked, scope)",
    },
  ],
);

/** The mutants of the stores in DynamoDB. */
export const STORES = [
  ...EXPRESSIONS,
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/dynamo-lease-store.ts',
      suites: ['test/adapters/dynamo-lost-answers.test.ts', 'test/adapters/dynamo-requests.test.ts'],
    },
    [
      {
        id: 'refused-by-its-own-success',
        breaks: 'A refusal that shows this write’s own id is its success, its answer lost.',
        find: '  if (current.writeId === write.writeId) return { applied: true };\n',
        replace: '',
      },
      {
        id: 'write-without-an-id',
        breaks: 'Every write carries an id of its own.',
        find: '  set: { ...set, writeId },\n',
        replace: '  set,\n',
      },
      {
        id: 'two-writes-for-one',
        breaks: 'A lease and its claim change in one transaction, or not at all.',
        find: '  await table.client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: writeId }));',
        replace:
          '  await send(table, lease);\n  await table.client.send(new TransactWriteCommand({ TransactItems: TransactItems.slice(1), ClientRequestToken: writeId }));',
      },
      {
        id: 'purged-twice-is-refused',
        breaks: 'The repeat of a deletion whose answer was lost finds nothing, and has succeeded.',
        find: "return 'Delete' in write.lease ? { applied: true } : { applied: false, claimTaken: false };",
        replace: 'return { applied: false, claimTaken: false };',
      },
      {
        id: 'authorization-raises-the-version',
        breaks:
          'The record of an authorization never changes the version: else it would refuse the calls of people.',
        find: "increment: ['authorizationRevision'] }, writeId);",
        replace: "increment: ['authorizationRevision', 'version'] }, writeId);",
        suites: ['test/adapters/dynamo-lease-store.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/dynamo-claim-store.ts',
      suites: ['test/adapters/dynamo-lost-answers.test.ts', 'test/adapters/dynamo-claim-store.test.ts'],
    },
    [
      {
        id: 'any-row-is-mine',
        breaks: 'A refused change of a claim row has succeeded only where the row carries this write’s id.',
        find: 'refusal.item?.writeId === writeId;',
        replace: 'refusal.item !== undefined;',
      },
      {
        id: 'own-row-is-anothers',
        breaks: 'A change of a claim row whose answer was lost is recognised when it is repeated.',
        find: 'refusal.item?.writeId === writeId;',
        replace: 'false;',
      },
    ],
  ),
  ...mutantsOf(
    { area, file: 'shared/adapters/dynamo-table.ts', suites: ['test/adapters/dynamo-faults.test.ts'] },
    [
      {
        id: 'conflict-is-final',
        breaks: 'A transaction conflict is no refusal: the write is made again.',
        find: "  'TransactionConflict',\n",
        replace: '',
      },
      {
        id: 'any-cancellation-is-a-refusal',
        breaks: 'Only a failed condition is a refusal.',
        find: "reason.Code === 'ConditionalCheckFailed' ? refusalOf(reason.Item) : undefined,",
        replace: "reason.Code !== 'None' ? refusalOf(reason.Item) : undefined,",
      },
    ],
  ),
  ...mutantsOf(
    { area, file: 'shared/adapters/dynamo-due.ts', suites: ['test/adapters/dynamo-reads.test.ts'] },
    [
      {
        id: 'due-on-the-first-page',
        breaks: 'What is due is read to as many as were asked for.',
        find: '  } while (from !== undefined && entries.length < until.limit);\n',
        replace: '  } while (false);\n',
      },
    ],
  ),
  ...mutantsOf(
    { area, file: 'shared/adapters/dynamo-reads.ts', suites: ['test/adapters/dynamo-reads.test.ts'] },
    [
      {
        id: 'reads-what-was',
        breaks: 'What is judged is read consistently.',
        find: 'TableName: table.tableName, Key: key, ConsistentRead: true });',
        replace: 'TableName: table.tableName, Key: key, ConsistentRead: false });',
      },
      {
        id: 'half-a-batch',
        breaks: 'What a batch did not answer is asked for again.',
        find: '      if (left.length > 0) throw new Unprocessed();\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/dynamo-pools.ts',
      suites: ['test/adapters/dynamo-pools.test.ts', 'test/adapters/dynamo-inventory.test.ts'],
    },
    [
      {
        id: 'registry-as-it-was',
        breaks:
          'The registry of a space changes only from the version that was judged: else two lengths could overlap.',
        find: "version === 1 ? absent('version') : equal('version', version - 1);",
        replace: "absent('nothing');",
      },
    ],
  ),
];
