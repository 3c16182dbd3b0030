import { LeaseholdError } from '../../domain/errors.ts';
import { type FieldDefinition, inspectFields, requireFields } from './fields.ts';
import type { NetBoxCall } from './http.ts';
import { refusal } from './read-body.ts';

/** The names of the custom fields that were made, and of those that were there and right. */
export type FieldSetup = { created: string[]; kept: string[] };

const create = async (call: NetBoxCall, definition: FieldDefinition): Promise<void> => {
  const answer = await call({ method: 'POST', path: 'api/extras/custom-fields/', body: definition });
  if (answer.kind === 'answered' && answer.status >= 400) {
    throw new LeaseholdError('netbox-refused', `Custom field ${definition.name}: ${refusal(answer)}.`);
  }
  if (answer.kind !== 'answered') {
    throw new LeaseholdError(
      'netbox-unavailable',
      `Custom field ${definition.name}: ${answer.reason}. Run this again: what is there already is kept.`,
    );
  }
};

/**
 * Makes the custom fields that are missing, and reads both back. Changes nothing, and throws `netbox-misconfigured`
 * with what to do, where one of them exists and is wrong: its values may be in use. Throws `netbox-refused` or
 * `netbox-unavailable` where NetBox does not take part. Needs a token that may view and add custom fields.
 */
export const setUpFields = async (call: NetBoxCall): Promise<FieldSetup> => {
  const findings = await inspectFields(call);
  const wrong = findings.filter(({ missing, fault }) => !missing && fault !== undefined);
  if (wrong.length > 0) {
    const faults = wrong.map(({ definition, fault }) => `Custom field ${definition.name} ${fault}.`);
    throw new LeaseholdError('netbox-misconfigured', faults.join(' '));
  }
  const absent = findings.filter(({ missing }) => missing).map(({ definition }) => definition);
  for (const definition of absent) await create(call, definition);
  await requireFields(call);
  const created = absent.map(({ name }) => name);
  const kept = findings.map(({ definition }) => definition.name).filter((name) => !created.includes(name));
  return { created, kept };
};
