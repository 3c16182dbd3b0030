import type { ApiRequest } from './answer.ts';

/** A page of NetBox: `count` is null under a cursor. */
export type Page<Row> = { count: number | null; next: string | null; previous: string | null; rows: Row[] };

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

const numberIn = (query: URLSearchParams, name: string, otherwise: number): number => {
  const text = query.get(name) ?? '';
  return /^\d+$/.test(text) ? Number(text) : otherwise;
};

const link = (request: ApiRequest, change: Record<string, number | undefined>): string => {
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) query.delete(name);
    else query.set(name, String(value));
  }
  query.sort();
  return `${request.origin}${request.path}?${query}`;
};

/** `limit` and `start`: the page of rows whose id is `start` or greater; `rows` are in id order. */
const cursorPage = <Row extends { id: number }>(
  request: ApiRequest,
  rows: Row[],
  limit: number,
): Page<Row> => {
  const following = rows.filter(({ id }) => id >= numberIn(request.query, 'start', 0));
  const page = following.slice(0, limit);
  const next = following.length > limit ? link(request, { limit, start: (page.at(-1) as Row).id + 1 }) : null;
  return { count: null, next, previous: null, rows: page };
};

/** Cuts what a query found as NetBox 4.7 does: by `start` where it is given, by `offset` else. */
export const pageOf = <Row extends { id: number }>(request: ApiRequest, rows: Row[]): Page<Row> => {
  const limit = Math.min(numberIn(request.query, 'limit', DEFAULT_LIMIT), MAX_LIMIT);
  if (request.query.has('start')) return cursorPage(request, rows, limit);
  const offset = numberIn(request.query, 'offset', 0);
  const before = offset - limit > 0 ? offset - limit : undefined;
  return {
    count: rows.length,
    next: offset + limit < rows.length ? link(request, { limit, offset: offset + limit }) : null,
    previous: offset > 0 ? link(request, { limit, offset: before }) : null,
    rows: rows.slice(offset, offset + limit),
  };
};
