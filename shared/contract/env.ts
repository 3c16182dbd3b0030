/**
 * The environment of every function: the same keys for all, so that one map serves the CDK app, the local runtime
 * and the wiring. Values are resource names and settings, never secrets.
 */
export const ENV = {
  tableName: 'TABLE_NAME',
  eventBusName: 'EVENT_BUS_NAME',
  /** The revoke machine; the sweeper starts it again. */
  stateMachineArn: 'STATE_MACHINE_ARN',
  authorizationQueueUrl: 'AUTHORIZATION_QUEUE_URL',
  unpublishableQueueUrl: 'UNPUBLISHABLE_QUEUE_URL',
  /** The dead-letter queue of the provisioning queue: malformed events are sent there with their reason. */
  provisioningDeadLetterQueueUrl: 'PROVISIONING_DLQ_URL',
  netboxUrl: 'NETBOX_URL',
  /** Name of the secret that holds the NetBox token, v1 or v2. */
  netboxTokenSecret: 'NETBOX_TOKEN_SECRET',
  /** The configured, immutable id of the NetBox installation's address space; never a URL. */
  spaceId: 'SPACE_ID',
  /** Prefix of the names of NAS secrets: `<prefix>/<tenant>/<ip>`. */
  nasSecretPrefix: 'NAS_SECRET_PREFIX',
} as const;

/** The names of the environment variables. */
export type EnvName = (typeof ENV)[keyof typeof ENV];
