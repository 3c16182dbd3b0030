import * as z from 'zod/mini';
import * as answers from './answer-schemas.ts';
import * as bodies from './body-schemas.ts';

const SCHEMAS = {
  AllocateRequest: bodies.allocateBody,
  ServiceRequest: bodies.serviceBody,
  RevokeRequest: bodies.revokeBody,
  ProfileRequest: bodies.profileBody,
  PoolRequest: bodies.poolBody,
  NasRequest: bodies.nasBody,
  Operation: answers.operationAnswer,
  Status: answers.statusAnswer,
  Profile: answers.profileAnswer,
  Pool: answers.poolAnswer,
  PoolList: answers.poolsAnswer,
  Nas: answers.nasAnswer,
  NasList: answers.nasListAnswer,
  Statistics: answers.statisticsAnswer,
  Health: answers.healthAnswer,
  Document: z.looseObject({ openapi: z.string() }),
  Problem: answers.problemAnswer,
} as const;

/** The name of a schema of the document. */
export type SchemaName = keyof typeof SCHEMAS;

/** A reference to a schema of the document. */
export const schemaRef = (name: SchemaName): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** All schemas as JSON Schema 2020-12, from the very ones that the handlers parse with and the presenters answer by. */
export const jsonSchemas = (): Record<string, object> =>
  Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      return [name, rest];
    }),
  );
