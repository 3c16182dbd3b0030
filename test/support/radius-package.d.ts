/** The part of the npm package `radius` 1.1.4 that the NAS simulator and the tests use; it ships no types. */
declare module 'radius' {
  /** Name or number, and value; an attribute of no known type takes bytes only. */
  export type RadiusAttribute = [string | number, string | number | Date | Buffer];

  export type DecodedPacket = {
    code: string;
    identifier: number;
    length: number;
    authenticator: Buffer;
    attributes: Record<string, unknown>;
    raw_attributes: [number, Buffer][];
  };

  const radius: {
    encode(packet: {
      code: string;
      secret: string;
      identifier?: number;
      attributes?: RadiusAttribute[];
      add_message_authenticator?: boolean;
    }): Buffer;
    encode_response(response: {
      packet: DecodedPacket;
      code: string;
      secret: string;
      attributes?: RadiusAttribute[];
    }): Buffer;
    decode(packet: { packet: Buffer; secret: string }): DecodedPacket;
    decode_without_secret(packet: { packet: Buffer }): DecodedPacket;
    verify_response(exchange: { request: Buffer; response: Buffer; secret: string }): boolean;
  };
  export default radius;
}
