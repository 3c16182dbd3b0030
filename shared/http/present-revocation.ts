import { API_BASE, ROUTES } from '../contract/routes.ts';
import { type OperationAnswer, operationReply } from './present-operation.ts';
import type { Reply } from './reply.ts';

const statusPath = (subscriber: string): string =>
  `${API_BASE}${ROUTES.getStatus.path.replace('{subscriberId}', () => subscriber)}`;

/**
 * The answer of a revoke: where to look while the revocation goes on (202), and how long was waited for its end where
 * the caller preferred to wait.
 */
export const revocationReply = (
  answer: OperationAnswer,
  request: { key: { subscriber: string }; waitSeconds?: number },
): Reply =>
  operationReply(answer, {
    ...(answer.status === 202 ? { Location: statusPath(request.key.subscriber) } : {}),
    ...(request.waitSeconds === undefined ? {} : { 'Preference-Applied': `wait=${request.waitSeconds}` }),
  });
