import type * as z from 'zod/mini';
import { etagOf, type Lease, type Profile } from '../domain/lease.ts';
import type { profileAnswer } from './answer-schemas.ts';
import { presentMembers } from './present-members.ts';
import { type Reply, reply } from './reply.ts';

/** A subscriber's profile in the words of HTTP. */
export const presentProfile = ({ mode, length, preassigned }: Profile): z.output<typeof profileAnswer> => ({
  assignmentMode: mode,
  ...presentMembers({ prefixSize: length, preassignedPrefix: preassigned }),
});

/** The answer of GET and PUT profile, with the ETag of the lease that the profile is on. */
export const profileReply = (status: 200 | 201, known: { profile: Profile; lease: Lease }): Reply =>
  reply(status, presentProfile(known.profile), { ETag: etagOf(known.lease) });
