/**
 * The name of the secret of a NAS. AWS Secrets Manager allows letters, digits and `/_+=.@-` in a name (API reference,
 * CreateSecret): the colons of an IPv6 address become underscores, which no address has.
 */
export const nasSecretName = (prefix: string, nas: { tenant: string; ip: string }): string =>
  `${prefix}/${nas.tenant}/${nas.ip.replaceAll(':', '_')}`;
