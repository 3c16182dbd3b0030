import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Reads one setting; throws an Error that says what it should be. */
export type Reader<T> = (value: unknown) => T;

const must = (be: string): never => {
  throw new Error(`must be ${be}`);
};

/** Text of this shape; `description` says which, in an error. */
export const matching =
  (shape: RegExp, description: string): Reader<string> =>
  (value) =>
    typeof value === 'string' && shape.test(value) ? value : must(description);

/** An http or https URL without query. */
export const url = matching(/^https?:\/\/[^/\s?#]+(\/[^\s?#]*)?$/, 'an http or https URL without query');

/** The name of a secret in Secrets Manager. */
export const secretName = matching(/^[A-Za-z0-9/_+=.@-]{1,256}$/, 'the name of a secret');

/** One of these words. */
export const oneOf =
  <T extends string>(...words: T[]): Reader<T> =>
  (value) =>
    words.find((word) => word === value) ?? must(words.join(' or '));

/** A whole number, or its text, within these bounds. */
export const between =
  (low: number, high: number): Reader<number> =>
  (value) => {
    const number = value === '' ? Number.NaN : Number(value);
    return Number.isInteger(number) && number >= low && number <= high
      ? number
      : must(`a whole number from ${low} to ${high}`);
  };

const itemsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value ?? '').split(',')).map((item) => String(item).trim());

/** One or more names: an array, or a text with commas. */
export const names: Reader<string[]> = (value) => {
  const items = itemsOf(value);
  return items.length > 0 && items.every(Boolean) ? items : must('one or more names, separated by commas');
};

const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

/** Origins of browsers as they send them (RFC 6454 6.2): an array, or a text with commas; none is an empty one. */
export const origins: Reader<string[]> = (value) => {
  const items = value === '' ? [] : itemsOf(value);
  return items.every((item) => ORIGIN.test(item))
    ? items
    : must('origins such as https://console.example.net, separated by commas, or empty');
};

/** An object of tenant ids and account ids, or its JSON text. */
export const accounts: Reader<Record<string, string>> = (value) => {
  const map: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  const entries = Object.entries((map ?? {}) as Record<string, unknown>);
  const fits = entries.every(
    ([tenant, id]) => /^[a-z0-9-]{1,32}$/.test(tenant) && /^\d{12}$/.test(String(id)),
  );
  return fits
    ? Object.fromEntries(entries.map(([tenant, id]) => [tenant, String(id)]))
    : must('an object of tenant ids and account ids of 12 digits');
};

/** A number of days that CloudWatch Logs can keep logs for. */
export const days: Reader<RetentionDays> = (value) => {
  const known = Object.values(RetentionDays).filter((one) => typeof one === 'number');
  const number = Number(value);
  return known.includes(number) ? number : must(`a retention of CloudWatch Logs: ${known.join(', ')}`);
};

/** True or false, or its text. */
export const yesOrNo: Reader<boolean> = (value) => oneOf('true', 'false')(String(value)) === 'true';
