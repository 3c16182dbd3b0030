import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { API_BASE, ROUTES, type RouteName, type Scope } from '../../shared/contract/routes.ts';

/** The functions by their routes, and who may issue tokens. */
export type SubscriberApiProps = {
  jwtIssuer: string;
  jwtAudience: string[];
  functions: Readonly<Record<RouteName, IFunction>>;
};

type Row = { method: keyof typeof HttpMethod; path: string; scope?: Scope };

/** The HTTP API: every route of the contract, each with its function and its scope. */
export class SubscriberApi extends Construct {
  /** The URL of the API, without the path of a stage. */
  readonly url: string;

  constructor(scope: Construct, id: string, { jwtIssuer, jwtAudience, functions }: SubscriberApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', { apiName: 'leasehold' });
    const authorizer = new HttpJwtAuthorizer('Tokens', jwtIssuer, { jwtAudience });
    for (const [name, row] of Object.entries(ROUTES) as [RouteName, Row][]) {
      const integration = new HttpLambdaIntegration(`${name}Integration`, functions[name]);
      const methods = [HttpMethod[row.method]];
      const guard = row.scope && { authorizer, authorizationScopes: [row.scope] };
      const paths = row.scope === undefined ? [row.path, API_BASE + row.path] : [API_BASE + row.path];
      for (const path of paths) api.addRoutes({ path, methods, integration, ...guard });
    }
    this.url = api.apiEndpoint;
  }
}
