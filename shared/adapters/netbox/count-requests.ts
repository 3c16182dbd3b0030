import type { Metrics } from '../../usecases/ports.ts';
import type { NetBoxRequestReport } from './http.ts';

/** Counts every request to NetBox by its outcome, and times it (metrics NetBoxRequest, NetBoxDuration). */
export const countRequests =
  (metrics: Metrics) =>
  ({ operation, outcome, milliseconds }: NetBoxRequestReport): void => {
    metrics.count('NetBoxRequest', { operation, outcome });
    metrics.count('NetBoxDuration', { operation }, milliseconds);
  };
