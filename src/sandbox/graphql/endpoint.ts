// `POST /api/graphql`: the status is 200 even when a field failed; the errors are in the body.

import type { Core } from '../core.ts';
import { isMap, type RawParams } from '../params.ts';
import type { Lens } from './views.ts';

const RESOURCE =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

export function registerGraphql(core: Core): void {
  core.server.post('/api/graphql', async (request, reply) => {
    if (request.refusedToken?.status === 403)
      return reply.code(403).send({ errors: [{ message: 'API not accessible for user' }] });
    if (request.refusedToken) return reply.code(401).send({ errors: [{ message: 'Invalid token' }] });
    const scopes = request.caller?.token?.scopes ?? ['api'];
    if (!scopes.includes('api') && !scopes.includes('read_api'))
      return reply.code(403).send({ errors: [{ message: 'Insufficient scope' }] });
    const lens: Lens = { core, viewer: request.caller?.user };
    const mayWrite = scopes.includes('api');
    const sent = request.body;
    request.logDetail = [sent].flat().some((one) => isMap(one) && isMutation(one['query'])) ? 'mutation' : 'query';
    return Array.isArray(sent)
      ? Promise.all(sent.map((one) => answer(lens, mayWrite, isMap(one) ? one : {})))
      : answer(lens, mayWrite, isMap(sent) ? sent : {});
  });
}

async function answer(lens: Lens, mayWrite: boolean, sent: RawParams): Promise<unknown> {
  const { query, variables, operationName } = sent;
  if (typeof query !== 'string') return { errors: [{ message: 'No query string was present' }] };
  if (!mayWrite && isMutation(query)) return { errors: [{ message: RESOURCE }] };
  const { execute } = await import('./execute.ts');
  return execute(lens, {
    query,
    variables: isMap(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : undefined,
  });
}

function isMutation(query: unknown): boolean {
  return typeof query === 'string' && /^\s*mutation\b/m.test(query);
}
