import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { API_BASE, ROUTES, type RouteName, type Scope } from '../../shared/contract/routes.ts';

/** The functions by their routes, who may issue tokens, and how many requests a second are let in. */
export type SubscriberApiProps = {
  jwtIssuer: string;
  jwtAudience: string[];
  requestsPerSecond: number;
  logRetentionDays: RetentionDays;
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

/** The HTTP API: every route of the contract, each with its function and its scope. */
export class SubscriberApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: SubscriberApiProps) {
    super(scope, id);
    const { jwtIssuer, jwtAudience, functions } = props;
    const api = new HttpApi(this, 'Api', { apiName: 'leasehold', createDefaultStage: false });
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
  }

  #addStage(httpApi: HttpApi, { requestsPerSecond, logRetentionDays }: SubscriberApiProps): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: 2 * requestsPerSecond },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
    });
  }
}
