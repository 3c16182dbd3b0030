/** The id of a tenant, as in a token's `tenant_id`, an event's detail and every key of the table. */
export const TENANT_ID = /^[a-z0-9-]{1,32}$/;

/** The provider's own id of a subscriber. A dot segment is none: proxies and clients resolve it away (RFC 3986 5.2.4). */
export const SUBSCRIBER_ID = /^(?!\.{1,2}$)[A-Za-z0-9._:@-]{1,128}$/;

/** What one RADIUS attribute holds, in octets (RFC 2865 5): the most that a session key may have. */
export const MOST_SESSION_KEY_OCTETS = 253;
