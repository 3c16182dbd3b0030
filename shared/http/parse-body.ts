import type * as z from 'zod/mini';
import { type FieldError, LeaseholdError } from '../domain/errors.ts';

type Issue = z.core.$ZodIssue;

const MOST_ERRORS = 20;
const LONGEST_NAME = 64;

const pointerTo = (path: readonly PropertyKey[]): string =>
  path
    .map(
      (segment) => `/${String(segment).slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    )
    .join('');

const KINDS: Readonly<Record<string, string>> = {
  object: 'a JSON object',
  string: 'a string',
  boolean: 'true or false',
  int: 'an integer',
  number: 'an integer',
};

const bound = (issue: { origin: string }, word: string, limit: number | bigint): string =>
  issue.origin === 'string' ? `Must have at ${word} ${limit} characters.` : `Must be at ${word} ${limit}.`;

/** Says what is wrong without repeating what was sent: a value may be a secret. */
const detailOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `Must be ${KINDS[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `Must be one of ${issue.values.join(', ')}.`;
    case 'too_small':
      return bound(issue, 'least', issue.minimum);
    case 'too_big':
      return bound(issue, 'most', issue.maximum);
    default:
      return issue.message;
  }
};

const fieldErrorsOf = (issue: Issue): FieldError[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        detail: 'There is no such field.',
      }))
    : [{ pointer: pointerTo(issue.path), detail: detailOf(issue) }];

/** The body as its schema reads it, with defaults. Throws `malformed-request` that names each field at fault. */
export const parseBody = <S extends z.ZodMiniType>(schema: S, body: unknown): z.output<S> => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrorsOf).slice(0, MOST_ERRORS);
  throw new LeaseholdError(
    'malformed-request',
    'The body is not as this call needs it; errors names the fields.',
    {
      errors,
    },
  );
};
