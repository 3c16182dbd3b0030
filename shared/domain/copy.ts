/**
 * A copy of a map, not deep. Leases and sums come in hundreds of shapes, and of those V8 makes one in a fifth of the
 * time that spreading takes.
 */
export const copyOf = <T extends object>(map: T): T => Object.assign({}, map);
