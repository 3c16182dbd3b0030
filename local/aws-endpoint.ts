import type { IncomingMessage } from 'node:http';
import { AWS_CALLS, AwsFault, type AwsResources } from './aws-calls.ts';
import { type Answer, type LoopbackServer, readBody, serveLoopback } from './loopback-server.ts';
import type { Json } from './template.ts';

const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * One loopback endpoint for the SDK clients of EventBridge, Step Functions, SQS and Secrets Manager, which all speak
 * AWS JSON 1.0 or 1.1: set AWS_ENDPOINT_URL to its `url`. A call that is not known is refused with its name.
 */
export const serveAws = (
  resources: AwsResources,
  onFailure: (error: unknown) => void,
): Promise<LoopbackServer> => serveLoopback((request) => answer(request, resources), { port: 0, onFailure });

const answer = async (request: IncomingMessage, resources: AwsResources): Promise<Answer> => {
  const target = String(request.headers['x-amz-target']);
  const body = await readBody(request, BODY_LIMIT);
  const call = AWS_CALLS[target];
  if (call === undefined) {
    return fault(
      'UnknownOperationException',
      `The local AWS endpoint has no ${target}: add it in local/aws-calls.ts.`,
    );
  }
  try {
    return json(200, call(JSON.parse(body.toString()) as Json, resources));
  } catch (error) {
    if (error instanceof AwsFault) return fault(error.name, error.message);
    throw error;
  }
};

const json = (status: number, value: Json): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

const fault = (name: string, message: string): Answer => json(400, { __type: name, message });
