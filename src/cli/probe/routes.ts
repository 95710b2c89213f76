import { type Call, wanted } from './http.ts';

type Limit = { scope: string; limit: number; window: number; per: string };
type Operation = {
  operationId: string;
  description?: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content?: Record<string, { examples?: Record<string, { value: unknown }> }> };
  'x-rate-limits'?: Limit[];
};

/** An operation of the deployment, as its OpenAPI document tells it. */
export type Route = { method: string; path: string; body: unknown; operation: Operation };
export type Routes = Awaited<ReturnType<typeof readRoutes>>;

/** How many requests an hour a race of twenty needs room for, with what comes before and after. */
const ROOM = 60;

/** Reads `/api/schema`. Throws if the deployment has none. */
export async function readRoutes(call: Call) {
  const { body } = wanted('/api/schema', await call('GET', '/api/schema'));
  const paths = (body.paths ?? {}) as Record<string, Record<string, Operation>>;
  const all: Route[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: withExamples(path, operation),
      body: exampleOf(operation),
      operation,
    })),
  );
  const limitsOf = (id: string) =>
    all.find(({ operation }) => operation.operationId === id)?.operation['x-rate-limits'] ?? [];
  const isRoomy = (id: string) =>
    limitsOf(id).every(({ limit, window }) => (limit * 3600) / window >= ROOM && limit >= 20);
  return {
    all,
    /** Whether anything is limited at all. */
    isLimited: all.some(({ operation }) => operation['x-rate-limits'] !== undefined),
    isRoomy,
    /** Twenty, or what this plan leaves to a race where the operation's limits are narrow. */
    width: (id: string, narrow: number): number => (isRoomy(id) ? 20 : narrow),
    /** Routes that nobody may use without an access token. */
    guarded: all.filter(({ operation: { security = [] } }) => isGuarded(security)),
  };
}

const isGuarded = (security: Record<string, unknown>[]) =>
  security.length > 0 && security.every((way) => 'bearer' in way);

function withExamples(path: string, { parameters = [] }: Operation): string {
  const used = parameters.filter((parameter) => parameter.in === 'path');
  return used.reduce(
    (filled, { name, example }) => filled.replace(`{${name}}`, String(example)),
    path,
  );
}

function exampleOf({ requestBody }: Operation): unknown {
  const examples = requestBody?.content?.['application/json']?.examples ?? {};
  return Object.values(examples)[0]?.value;
}
