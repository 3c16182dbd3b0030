import { type ApiAnswer, type ApiRequest, objectOf, refuse } from './answer.ts';
import type { Inventory, VrfRow } from './inventory.ts';

/** Makes a table of its own for overlapping addresses. */
export const insertVrf = (inventory: Inventory, name: string): VrfRow => {
  const vrf = { id: inventory.nextId(), name };
  inventory.vrfs.set(vrf.id, vrf);
  return vrf;
};

/** POST /api/ipam/vrfs/ */
export const createVrf = (inventory: Inventory, request: ApiRequest): ApiAnswer => {
  const { name } = objectOf(request.body);
  if (typeof name !== 'string') return refuse(400, { name: ['This field is required.'] });
  return { status: 201, body: { ...insertVrf(inventory, name), rd: null, enforce_unique: true } };
};
