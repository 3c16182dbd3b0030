import { containsPrefix, type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';
import type { Inventory, PrefixRow } from './inventory.ts';

type Predicate = (row: PrefixRow) => boolean;

const never: Predicate = () => false;

const inside = (text: string, strictly: boolean): Predicate => {
  const outer = parsePrefix(text);
  if (outer === undefined) return never;
  return ({ prefix }) => containsPrefix(outer, prefix) && !(strictly && prefix.length === outer.length);
};

const FILTERS: Record<string, (values: readonly string[]) => Predicate> = {
  id: (values) => (row) => values.includes(String(row.id)),
  id__gt: (values) => (row) => row.id > Number(values[0]),
  family: (values) => () => values.includes('6'),
  status: (values) => (row) => values.includes(row.status),
  vrf_id: (values) => (row) => values.includes(row.vrf === null ? 'null' : String(row.vrf)),
  within: (values) => inside(values[0] as string, true),
  within_include: (values) => inside(values[0] as string, false),
};

const matches = (logic: string, value: string, wanted: string): boolean =>
  logic === 'exact' ? value === wanted : value.toLowerCase().includes(wanted.toLowerCase());

/** Undefined where NetBox ignores the filter: the field is not there, or its logic does not offer this one. */
const customFieldFilter = (
  inventory: Inventory,
  parameter: string,
  values: readonly string[],
): Predicate | undefined => {
  const [, name = '', empty] = /^cf_(.+?)(__empty)?$/.exec(parameter) ?? [];
  const logic = inventory.fieldNamed(name)?.filter_logic;
  if (logic !== 'exact' && logic !== 'loose') return undefined;
  const held = (row: PrefixRow): string => row.customFields[name] ?? '';
  if (empty === undefined) return (row) => values.some((wanted) => matches(logic, held(row), wanted));
  return logic === 'exact' ? (row) => (held(row) === '') === (values[0] === 'true') : undefined;
};

const predicates = (inventory: Inventory, query: URLSearchParams): Predicate[] =>
  [...new Set(query.keys())].flatMap((parameter) => {
    const values = query.getAll(parameter);
    const predicate = parameter.startsWith('cf_')
      ? customFieldFilter(inventory, parameter, values)
      : FILTERS[parameter]?.(values);
    // A filter that NetBox does not know is ignored, and so finds everything.
    return predicate ?? [];
  });

const byAddress = (a: Prefix, b: Prefix): number => {
  if (a.address === b.address) return a.length - b.length;
  return a.address < b.address ? -1 : 1;
};

const naturally = (a: PrefixRow, b: PrefixRow): number =>
  (a.vrf ?? 0) - (b.vrf ?? 0) || byAddress(a.prefix, b.prefix) || a.id - b.id;

/** The prefixes that a query finds, with NetBox's filters, in the order that it asks for. */
export const findPrefixes = (inventory: Inventory, query: URLSearchParams): PrefixRow[] => {
  const conditions = predicates(inventory, query);
  const found = [...inventory.prefixes.values()].filter((row) =>
    conditions.every((condition) => condition(row)),
  );
  const byId = query.get('ordering') === 'id' || query.has('start');
  return found.sort(byId ? (a, b) => a.id - b.id : naturally);
};
