import { LeaseholdError } from '../../domain/errors.ts';
import type { NetBoxCall } from './http.ts';
import { listOf, readBody } from './read-body.ts';

/** The custom field that holds `tenant/subscriber`. */
export const LEASE_FIELD = 'leasehold_lease';
/** The custom field that holds `tenant/subscriber/epoch`, or the mark of a withdrawn prefix. */
export const CLAIM_FIELD = 'leasehold_claim';

/** A custom field as `POST /api/extras/custom-fields/` takes it (NetBox 4.4 to 4.7). */
export type FieldDefinition = {
  name: string;
  type: 'text';
  object_types: readonly ['ipam.prefix'];
  filter_logic: 'exact';
  unique: boolean;
  label: string;
  group_name: string;
  description: string;
  ui_editable: 'no';
};

const OBJECT_TYPE = 'ipam.prefix';

/**
 * The two custom fields that the marker lives in. `filter_logic` must be exact: loose, which is NetBox's default,
 * finds `ba/10` for `a/1`. Only the claim is unique: a lease has one object for each of its epochs.
 */
export const FIELD_DEFINITIONS: readonly FieldDefinition[] = [
  {
    name: LEASE_FIELD,
    type: 'text',
    object_types: [OBJECT_TYPE],
    filter_logic: 'exact',
    unique: false,
    label: 'Leasehold lease',
    group_name: 'Leasehold',
    description: 'Tenant and subscriber that hold this prefix. Kept by Leasehold: do not edit.',
    ui_editable: 'no',
  },
  {
    name: CLAIM_FIELD,
    type: 'text',
    object_types: [OBJECT_TYPE],
    filter_logic: 'exact',
    unique: true,
    label: 'Leasehold claim',
    group_name: 'Leasehold',
    description: 'The one allocation that this prefix belongs to. Kept by Leasehold: do not edit.',
    ui_editable: 'no',
  },
];

type FieldObject = {
  name?: unknown;
  type?: { value?: unknown } | null;
  object_types?: unknown;
  filter_logic?: { value?: unknown } | null;
  unique?: unknown;
};

const EDIT = 'edit it in NetBox under Customization, Custom Fields';

type Check = { isRight: boolean; fault: string };

const checks = (definition: FieldDefinition, found: FieldObject): Check[] => [
  {
    isRight: found.type?.value === definition.type,
    fault: `has type ${String(found.type?.value)} in place of text: delete it and run "npm run netbox:setup"`,
  },
  {
    isRight: Array.isArray(found.object_types) && found.object_types.includes(OBJECT_TYPE),
    fault: `is not on ${OBJECT_TYPE}: ${EDIT} and add the object type IPAM > Prefix`,
  },
  {
    isRight: found.filter_logic?.value === definition.filter_logic,
    fault: `has filter logic ${String(found.filter_logic?.value)}: ${EDIT} and set it to Exact`,
  },
  {
    isRight: found.unique === definition.unique,
    fault: definition.unique
      ? `is not unique: ${EDIT} and set "must be unique"`
      : `is unique: ${EDIT} and clear "must be unique"`,
  },
];

/**
 * What is wrong with a custom field, as the rest of a sentence that begins with its name and says how to repair it;
 * undefined where it is right.
 */
const faultOf = (definition: FieldDefinition, found: FieldObject | undefined): string | undefined =>
  found === undefined
    ? 'is missing (or hidden from this token): run "npm run netbox:setup"'
    : checks(definition, found).find(({ isRight }) => !isRight)?.fault;

/** A custom field of ours, and what is wrong with it; `missing` where NetBox has none of that name. */
export type FieldFinding = { definition: FieldDefinition; missing: boolean; fault: string | undefined };

/** Compares the two custom fields of a NetBox with what they must be. Throws as every read of the port does. */
export const inspectFields = async (call: NetBoxCall): Promise<FieldFinding[]> => {
  const names = FIELD_DEFINITIONS.map(({ name }) => name);
  const answer = await call({ method: 'GET', path: 'api/extras/custom-fields/', query: { name: names } });
  const { results } = listOf(readBody(answer));
  return FIELD_DEFINITIONS.map((definition) => {
    const found = (results as FieldObject[]).find(({ name }) => name === definition.name);
    return { definition, missing: found === undefined, fault: faultOf(definition, found) };
  });
};

/** Throws `netbox-misconfigured`, saying what to do, unless both custom fields are right. */
export const requireFields = async (call: NetBoxCall): Promise<void> => {
  const faults = (await inspectFields(call)).flatMap(({ definition, fault }) =>
    fault === undefined ? [] : [`Custom field ${definition.name} ${fault}.`],
  );
  if (faults.length > 0) throw new LeaseholdError('netbox-misconfigured', faults.join(' '));
};

/** Remembers that the fields of a NetBox were right, so that a process asks once. */
export type FieldCheck = {
  /** Checks unless a check of this process has passed; calls at the same time share one. */
  ensure(call: NetBoxCall): Promise<void>;
  /** Checks again whatever was known: something looked wrong. */
  repeat(call: NetBoxCall): Promise<void>;
};

/** A check of the two custom fields that is remembered once it has passed, and made again after a failure. */
export const fieldCheck = (): FieldCheck => {
  let passed: Promise<void> | undefined;

  const repeat = (call: NetBoxCall): Promise<void> => {
    const check = requireFields(call);
    passed = check;
    check.catch(() => {
      if (passed === check) passed = undefined;
    });
    return check;
  };

  return { ensure: (call) => passed ?? repeat(call), repeat };
};
