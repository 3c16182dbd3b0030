import type { CloudParts, Resolved } from './cloud-parts.ts';
import type { CorsConfiguration } from './cors.ts';
import { type GatewayRoute, serveHttpApi } from './http-gateway.ts';
import { type JwtAuthorizer, jwtAuthorizer } from './jwt-authorizer.ts';
import type { LoopbackServer } from './loopback-server.ts';

type JwtConfiguration = { Issuer: string; Audience: string[] };

/**
 * Serves the HTTP API of the template on this port; undefined where it has none. Throws on more than one API, and on
 * an authorizer or integration of a kind that is not known here.
 */
export const serveApi = async (parts: CloudParts, port: number): Promise<LoopbackServer | undefined> => {
  const apis = parts.ofType('AWS::ApiGatewayV2::Api');
  if (apis.length > 1) throw new Error('The template has several HTTP APIs; the local runtime serves one.');
  const [only] = apis;
  if (only === undefined) return undefined;
  const authorizers = byRef(parts.ofType('AWS::ApiGatewayV2::Authorizer'), (each) =>
    authorizerOf(each, parts),
  );
  const integrations = byRef(parts.ofType('AWS::ApiGatewayV2::Integration'), functionBehind);
  const routes = parts.ofType('AWS::ApiGatewayV2::Route').map(({ properties }): GatewayRoute => {
    const target = String(properties.Target).replace('integrations/', '');
    const arn = integrations.get(target);
    if (arn === undefined) throw new Error(`Route ${properties.RouteKey} has no integration ${target}.`);
    return {
      routeKey: String(properties.RouteKey),
      authorizer: authorizers.get(String(properties.AuthorizerId)),
      scopes: (properties.AuthorizationScopes ?? []) as string[],
      invoke: (event) => parts.functions.invoke(arn, event),
    };
  });
  const cors = only.properties.CorsConfiguration as CorsConfiguration | undefined;
  return serveHttpApi({ port, routes, cors, clock: parts.timeline.now, onFailure: parts.onFailure });
};

const byRef = <T>(all: readonly Resolved[], make: (one: Resolved) => T): Map<string, T> =>
  new Map(all.map((one) => [one.identity.ref, make(one)]));

const authorizerOf = ({ resource, properties }: Resolved, { timeline }: CloudParts): JwtAuthorizer => {
  if (properties.AuthorizerType !== 'JWT') {
    throw new Error(`Authorizer ${resource.logicalId} is no JWT authorizer: see local/cloud-api.ts.`);
  }
  const { Issuer, Audience } = properties.JwtConfiguration as JwtConfiguration;
  return jwtAuthorizer({ issuer: Issuer, audience: Audience }, timeline.now);
};

const functionBehind = ({ resource, properties }: Resolved): string => {
  const uri = String(properties.IntegrationUri);
  if (properties.PayloadFormatVersion === '2.0' && uri.startsWith('arn:aws:lambda:')) return uri;
  throw new Error(
    `Integration ${resource.logicalId} is no function with payload format 2.0: see local/cloud-api.ts.`,
  );
};
