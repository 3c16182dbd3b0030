import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { API_BASE, ROUTES, type RouteName, type Scope } from '../../shared/contract/routes.ts';
import type { Settings } from '../settings.ts';
import { keptLogs, type LogKeeping } from './kept-logs.ts';

/** The functions by their routes, who may issue tokens, who may ask from a browser, where, and how often. */
export type SubscriberApiProps = LogKeeping &
  Pick<
    Settings,
    'jwtIssuer' | 'jwtAudience' | 'requestsPerSecond' | 'allowedOrigins' | 'domainName' | 'certificateArn'
  > & {
    functions: Readonly<Record<RouteName, IFunction>>;
  };

type Row = { method: keyof typeof HttpMethod; path: string; scope?: Scope };

/** One line a request: who came from where, what was answered and how long it took; never a token or a body. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTimeEpoch',
    sourceIp: '$context.identity.sourceIp',
    tenant: '$context.authorizer.claims.tenant_id',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    responseLength: '$context.responseLength',
    milliseconds: '$context.responseLatency',
    refusal: '$context.authorizer.error',
    failure: '$context.integrationErrorMessage',
  }),
);

/** The headers that a call may carry, and those of an answer that a page may read: those of docs/openapi.json. */
const ASKED = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'prefer', 'x-correlation-id'];
const ANSWERED = [
  'allow',
  'etag',
  'idempotency-replayed',
  'location',
  'preference-applied',
  'retry-after',
  'x-correlation-id',
];

/** What API Gateway answers to a browser that asks before it calls. Tokens are no cookies: none are let along. */
const corsFor = (allowOrigins: string[]) => ({
  corsPreflight: {
    allowOrigins,
    allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
    allowHeaders: ASKED,
    exposeHeaders: ANSWERED,
    maxAge: Duration.hours(1),
  },
});

/** The HTTP API: every route of the contract, each with its function and its scope. */
export class SubscriberApi extends Construct {
  readonly api: HttpApi;
  /** By its own name, where it has one. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SubscriberApiProps) {
    super(scope, id);
    const { jwtIssuer, jwtAudience, allowedOrigins, domainName, functions } = props;
    const cors = allowedOrigins.length > 0 && corsFor(allowedOrigins);
    const api = new HttpApi(this, 'Api', { apiName: 'leasehold', createDefaultStage: false, ...cors });
    this.#addStage(api, props);
    const authorizer = new HttpJwtAuthorizer('Tokens', jwtIssuer, { jwtAudience });
    for (const [name, row] of Object.entries(ROUTES) as [RouteName, Row][]) {
      const integration = new HttpLambdaIntegration(`${name}Integration`, functions[name]);
      const methods = [HttpMethod[row.method]];
      const guard = row.scope && { authorizer, authorizationScopes: [row.scope] };
      const paths = row.scope === undefined ? [row.path, API_BASE + row.path] : [API_BASE + row.path];
      for (const path of paths) api.addRoutes({ path, methods, integration, ...guard });
    }
    this.api = api;
    this.url = domainName === '' ? api.apiEndpoint : `https://${domainName}`;
  }

  #addStage(httpApi: HttpApi, props: SubscriberApiProps): void {
    const logGroup = keptLogs(this, 'AccessLogs', props) as ILogGroup;
    new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: props.requestsPerSecond, burstLimit: 2 * props.requestsPerSecond },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
      ...(props.domainName !== '' && { domainMapping: { domainName: this.#domain(props) } }),
    });
  }

  /** A name of its own: whoever runs the DNS lets it lead to the output `ApiDomainTarget`. */
  #domain({ domainName, certificateArn }: SubscriberApiProps): DomainName {
    const domain = new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(Stack.of(this), 'ApiDomainTarget', { value: domain.regionalDomainName });
    return domain;
  }
}
