import { mutantsOf } from '../mutant.ts';

const area = 'Requests to NetBox';

const HTTP = mutantsOf(
  { area, file: 'shared/adapters/netbox/http.ts', suites: ['test/adapters/netbox/http.test.ts'] },
  [
    {
      id: 'post-is-repeated',
      breaks: 'A POST is sent once: a second one makes another prefix.',
      find: "= ['GET', 'DELETE'];",
      replace: "= ['GET', 'DELETE', 'POST'];",
    },
    {
      id: 'patch-is-repeated',
      breaks: 'A PATCH is sent once: repeated, it would be refused by its own success.',
      find: "= ['GET', 'DELETE'];",
      replace: "= ['GET', 'DELETE', 'PATCH'];",
    },
    {
      id: 'sent-and-called-unsent',
      breaks: 'A call of which anything was sent is not said to be unsent.',
      find: "    if (next.kind === 'failed' && !next.sent) return last;\n",
      replace: '',
      suites: ['test/adapters/netbox/http-under-load.test.ts'],
    },
  ],
);

const TRANSPORT = mutantsOf(
  {
    area,
    file: 'shared/adapters/netbox/transport.ts',
    suites: [
      'test/adapters/netbox/transport.test.ts',
      'test/adapters/netbox/transport-time.test.ts',
      'test/adapters/netbox/http-under-load.test.ts',
    ],
  },
  [
    {
      id: 'token-follows-a-redirect',
      breaks: 'A redirect is not followed: the token would go to whoever answers there.',
      find: "        redirect: 'manual',\n",
      replace: "        redirect: 'follow',\n",
    },
    {
      id: 'sent-without-time',
      breaks: 'Nothing is sent once the time of a call is used up.',
      find: "    if (milliseconds <= 0) return notSent('the time for this call is used up');\n",
      replace: "    if (milliseconds < -60_000) return notSent('the time for this call is used up');\n",
    },
    {
      id: 'breaker-never-opens',
      breaks: 'A NetBox that does not answer is left in peace for a while.',
      find: "    admission.report(answer.kind !== 'failed');\n",
      replace: '    admission.report(true);\n',
    },
  ],
);

const ANSWERS = mutantsOf(
  {
    area,
    file: 'shared/adapters/netbox/read-answer.ts',
    suites: ['test/adapters/netbox/read-answer.test.ts'],
  },
  [
    {
      id: 'anybodys-404-is-gone',
      breaks: 'Only what NetBox itself answered is believed: a proxy answers 404 too.',
      find: "  if (!headers.has('api-version')) return failed(",
      replace: '  if (status === 0) return failed(',
    },
    {
      id: 'a-500-is-a-refusal',
      breaks: 'A 500 leaves it unknown whether the request was done.',
      find: 'status >= 500 || RETRYABLE_REFUSALS',
      replace: 'status > 500 || RETRYABLE_REFUSALS',
    },
    {
      id: 'too-many-requests-is-a-refusal',
      breaks: 'A request that NetBox was too busy for is not refused for good.',
      find: '= [408, 425, 429];',
      replace: '= [408, 425];',
    },
    {
      id: 'any-text-is-an-answer',
      breaks: 'A page in HTML is no answer, whatever its status.',
      find: '  if (!/^application\\/json\\s*(;|$)/i.test(type))\n',
      replace: "  if (type === '')\n",
    },
  ],
);

/** The mutants of how NetBox is asked, and of what counts as its answer. */
export const NETBOX_HTTP = [...HTTP, ...TRANSPORT, ...ANSWERS];
