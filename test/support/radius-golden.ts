import type { SessionRequest } from '../../shared/radius/request.ts';

/** Exchanges signed with `testing123` by an implementation that is not ours, byte for byte. */
export const SECRET = 'testing123';

/** The Event-Timestamp of both requests, in seconds since 1970. */
export const TIMESTAMP = 1_700_000_000;

const session = { username: 'bob', acctSessionId: 's1' };

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** CoA-Request 7 and its ACK. */
export const COA = {
  request: { kind: 'coa', session, delegatedPrefix: '2001:db8:0:100::/56' } satisfies SessionRequest,
  packet: hex(
    '2b070040c5fba3718f9296bf5a346b57d73c70a15012d9ca37a0636ae0e1c9613aee8f0246750105626f622c047331' +
      '37066553f1007b0b003820010db8000001',
  ),
  ack: hex('2c070026aefa5654feb2452dad5cf28ab90ecda15012cc507d5b0cad98cfd91de8c32086f3d3'),
};

/** Disconnect-Request 8, its NAK 503, and that NAK as FreeRADIUS before 3.2.4 signs it. */
export const DISCONNECT = {
  request: { kind: 'disconnect', session } satisfies SessionRequest,
  packet: hex(
    '28080035878fe29a20f8882d1f03b153fd6622f8501208c820a95e974e8aa191e30c30afd8d90105626f622c0473313706' +
      '6553f100',
  ),
  nak: hex('2a08002c35d262bd0cca73888accd86e66e636575012716d964204653a6ec21dac791cc5712f6506000001f7'),
  zeroVectorNak: hex(
    '2a08002c02a777c05129bfab9443750f2773a4e45012e062dea547084315581467c65951992f6506000001f7',
  ),
};
