import { canonicalPrefix } from './prefix.ts';

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const DOTTED = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/**
 * The only spelling of an IP address that is stored or compared: RFC 5952 text for IPv6, dotted decimal for IPv4.
 * Undefined where the text is no address, has a zone, or embeds IPv4 in IPv6.
 */
export const canonicalAddress = (text: string): string | undefined =>
  DOTTED.test(text) ? text : canonicalPrefix(`${text}/128`)?.slice(0, -'/128'.length);
