import type { NetBox } from '../../usecases/netbox.ts';
import { netboxAllocations } from './allocations.ts';
import { netboxChanges } from './changes.ts';
import { fieldCheck } from './fields.ts';
import { type NetBoxOptions, netboxHttp } from './http.ts';
import { netboxReads } from './reads.ts';

/**
 * The NetBox port over NetBox's REST API, 4.4 to 4.7. One client a process: it holds the circuit breaker, the retry
 * budget and the knowledge that the custom fields are right. Throws `netbox-misconfigured` where `url` is none.
 */
export const netboxClient = (options: NetBoxOptions): NetBox => {
  const http = netboxHttp(options);
  const fields = fieldCheck();
  return { ...netboxReads(http, fields), ...netboxAllocations(http, fields), ...netboxChanges(http) };
};
