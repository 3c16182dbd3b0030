import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** What the operators watch of the service. */
export type Operated = {
  table: ITable;
  api: HttpApi;
  machine: StateMachine;
  /** The two consumers of the table's stream. */
  publisher: IFunction;
  projector: IFunction;
  deadLetters: Record<'provisioning' | 'authorization' | 'unpublishable' | 'undelivered', IQueue>;
};
