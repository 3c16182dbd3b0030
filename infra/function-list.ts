import type { RouteName } from '../shared/contract/routes.ts';
import type { Need } from './constructs/access.ts';

/** A function and what it may do. `timeoutSeconds` is bound to a protocol where a comment says so. */
export type FunctionRow = {
  description: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  needs: readonly Need[];
};

/**
 * Memory, and with it a share of a processor: measured by `npm run bench:size`, which fails where it is too little
 * (docs/decisions/memory-is-measured.md). The sweeper walks over all that there is.
 */
const MEGABYTES = { whereSomebodyWaits: 512, elsewhere: 256, sweeper: 512 } as const;

/** API Gateway waits 30 s for a function; a revoke waits for its preference of 20 s at most. */
const API_SECONDS = 29;

const api = (description: string, ...needs: Need[]): FunctionRow => ({
  description,
  timeoutSeconds: API_SECONDS,
  memoryMegabytes: MEGABYTES.whereSomebodyWaits,
  needs,
});

/** The functions of the routes. */
export const API_FUNCTIONS: Readonly<Record<RouteName, FunctionRow>> = {
  getStatus: api('Status of a lease', 'read-table'),
  allocatePrefix: api('Allocates a prefix', 'write-table', 'read-netbox-token'),
  activatePrefix: api('Puts a prefix into service', 'write-table'),
  suspendPrefix: api('Suspends a lease', 'write-table'),
  resumePrefix: api('Resumes a lease', 'write-table'),
  revokePrefix: api('Begins a revocation', 'write-table'),
  getProfile: api('Profile of a subscriber', 'read-table'),
  putProfile: api('Sets a profile', 'write-table'),
  deleteProfile: api('Removes a profile', 'write-table'),
  getStats: api('Statistics of a tenant', 'read-table'),
  listPools: api('Pools of a tenant', 'read-table'),
  putPool: api('Grants a pool', 'write-table', 'read-netbox-token'),
  deletePool: api('Takes a pool back', 'write-table'),
  listNas: api('NAS of a tenant', 'read-table'),
  putNas: api('Adds a NAS', 'write-table', 'write-nas-secrets'),
  deleteNas: api('Removes a NAS', 'write-table', 'write-nas-secrets'),
  getOpenapi: api('The OpenAPI document'),
  getHealth: api('Whether the API answers'),
};

/**
 * The tasks of the revoke machine. Each ends before its own TimeoutSeconds in the ASL file; a sending ends before its
 * slot does (45 s).
 */
export const REVOKE_FUNCTIONS = {
  BeginRevoke: {
    description: 'Claims a revocation',
    timeoutSeconds: 15,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table'],
  },
  DisconnectSession: {
    description: 'Disconnects the session',
    timeoutSeconds: 40,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table', 'read-nas-secrets'],
  },
  ReleasePrefix: {
    description: 'Releases the prefix',
    timeoutSeconds: 60,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table', 'read-netbox-token'],
  },
  FinishRevoke: {
    description: 'Ends a revocation',
    timeoutSeconds: 15,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table'],
  },
  RecordFailure: {
    description: 'Gives a revocation back',
    timeoutSeconds: 15,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table'],
  },
} as const satisfies Record<string, FunctionRow>;

/** The functions behind the stream, the queues and the schedule, by their source files. */
export const WORK_FUNCTIONS = {
  publishLifecycleEvents: {
    description: 'Publishes what the table tells',
    timeoutSeconds: 60,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['publish-events', 'set-aside-unpublishable'],
  },
  projectStats: {
    description: 'Counts leases for the statistics',
    timeoutSeconds: 60,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table'],
  },
  handleProvisioning: {
    description: 'Drives the lifecycle by events',
    timeoutSeconds: 40,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table', 'read-netbox-token', 'set-aside-malformed'],
  },
  authorizeSession: {
    description: 'Sends a dynamic authorization',
    timeoutSeconds: 40,
    memoryMegabytes: MEGABYTES.elsewhere,
    needs: ['write-table', 'read-nas-secrets'],
  },
  sweepOverdue: {
    description: 'Does what is due',
    timeoutSeconds: 290,
    memoryMegabytes: MEGABYTES.sweeper,
    needs: ['sweep-table', 'read-netbox-token', 'start-revocations'],
  },
} as const satisfies Record<string, FunctionRow>;
