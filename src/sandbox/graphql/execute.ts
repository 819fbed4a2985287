// Runs a GraphQL operation on the schema. Apart from the endpoint, so that a sandbox nobody asks GraphQL starts faster.

import { buildSchema, type ExecutionResult, GraphQLError, graphql } from 'graphql';
import { ApiError } from '../errors.ts';
import { issueMutations } from './issue-mutations.ts';
import { noteMutations } from './note-mutations.ts';
import { queries } from './queries.ts';
import { typeDefs } from './schema.ts';
import { timelineMutations } from './timeline-mutations.ts';
import type { Lens } from './views.ts';

const schema = buildSchema(typeDefs);

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
}

export async function execute(lens: Lens, { query, variables, operationName }: Operation): Promise<ExecutionResult> {
  const rootValue = { ...queries(lens), ...issueMutations(lens), ...noteMutations(lens), ...timelineMutations(lens) };
  const result = await graphql({
    schema,
    source: query,
    rootValue,
    variableValues: variables,
    ...(operationName ? { operationName } : {}),
  });
  return result.errors ? { ...result, errors: result.errors.map(shown) } : result;
}

/** What went wrong within the sandbox is thrown on; refusals are told. */
function shown(error: GraphQLError): GraphQLError {
  const cause = error.originalError;
  if (!cause || cause instanceof GraphQLError) return error;
  if (cause instanceof ApiError) return new GraphQLError(String(cause.body), { path: error.path ?? null });
  throw cause;
}
