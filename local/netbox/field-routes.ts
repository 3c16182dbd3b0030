import { type ApiAnswer, type ApiRequest, noSuch, objectOf, refuse } from './answer.ts';
import type { FieldRow, Inventory } from './inventory.ts';
import { pageOf } from './paging.ts';

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const fieldJson = (field: FieldRow, origin: string) => ({
  ...field,
  url: `${origin}/api/extras/custom-fields/${field.id}/`,
  display: field.label || field.name,
  type: { value: field.type, label: capitalized(field.type) },
  filter_logic: { value: field.filter_logic, label: capitalized(field.filter_logic) },
});

/** GET /api/extras/custom-fields/, with the filter `name`. */
export const listFields = (inventory: Inventory, request: ApiRequest): ApiAnswer => {
  const names = request.query.getAll('name');
  const found = [...inventory.fields.values()].filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  const { rows, ...links } = pageOf(request, found);
  return { status: 200, body: { ...links, results: rows.map((field) => fieldJson(field, request.origin)) } };
};

const LOGICS = ['disabled', 'loose', 'exact'];

const choiceFault = (body: Record<string, unknown>): ApiAnswer | undefined => {
  const logic = body.filter_logic;
  return logic === undefined || LOGICS.includes(String(logic))
    ? undefined
    : refuse(400, { filter_logic: [`${String(logic)} is not a valid choice.`] });
};

const REQUIRED = ['object_types', 'type', 'name'];

const creationFault = (inventory: Inventory, body: Record<string, unknown>): ApiAnswer | undefined => {
  const missing = REQUIRED.filter((key) => body[key] === undefined);
  if (missing.length > 0) {
    return refuse(400, Object.fromEntries(missing.map((key) => [key, ['This field is required.']])));
  }
  return inventory.fieldNamed(String(body.name)) === undefined
    ? choiceFault(body)
    : refuse(400, { name: ['custom field with this name already exists.'] });
};

/** POST /api/extras/custom-fields/; the filter logic is loose where the body names none. */
export const createField = (inventory: Inventory, request: ApiRequest): ApiAnswer => {
  const body = objectOf(request.body);
  const fault = creationFault(inventory, body);
  if (fault !== undefined) return fault;
  const field: FieldRow = {
    id: inventory.nextId(),
    name: String(body.name),
    type: String(body.type),
    object_types: body.object_types as string[],
    unique: body.unique === true,
    filter_logic: String(body.filter_logic ?? 'loose'),
    label: String(body.label ?? ''),
    description: String(body.description ?? ''),
  };
  inventory.fields.set(field.id, field);
  return { status: 201, body: fieldJson(field, request.origin) };
};

/** PATCH /api/extras/custom-fields/ID/ */
export const patchField = (inventory: Inventory, request: ApiRequest, id: number): ApiAnswer => {
  const field = inventory.fields.get(id);
  if (field === undefined) return noSuch('CustomField');
  const { type, ...change } = objectOf(request.body);
  if (type !== undefined && type !== field.type) {
    return refuse(400, { type: ['Changing the type of custom fields is not supported.'] });
  }
  const fault = choiceFault(change);
  if (fault !== undefined) return fault;
  const changed: FieldRow = { ...field, ...(change as Partial<FieldRow>) };
  inventory.fields.set(id, changed);
  return { status: 200, body: fieldJson(changed, request.origin) };
};

/** DELETE /api/extras/custom-fields/ID/: the values of the field go with it. */
export const deleteField = (inventory: Inventory, _request: ApiRequest, id: number): ApiAnswer => {
  const field = inventory.fields.get(id);
  if (field === undefined) return noSuch('CustomField');
  inventory.fields.delete(id);
  for (const [prefixId, row] of inventory.prefixes) {
    const { [field.name]: _gone, ...customFields } = row.customFields;
    inventory.prefixes.set(prefixId, { ...row, customFields });
  }
  return { status: 204 };
};
