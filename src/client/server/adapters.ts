import type { AnyRequest } from './bearer.ts';
import type { AccessClaims, Needs } from './claims.ts';
import { Refusal } from './refusal.ts';
import type { Verifier } from './verifier.ts';

// What frameworks hand over, as far as it is used: none of them has to be installed for its types.
type HonoContext = { req: { raw: Request }; set(name: 'claims', value: AccessClaims): void };
type ExpressResponse = {
  status(code: number): ExpressResponse;
  set(headers: Record<string, string>): ExpressResponse;
  json(body: unknown): unknown;
};
type FastifyReply = {
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(body: unknown): unknown;
};

const verified = new WeakMap<object, AccessClaims>();

/**
 * The claims of a request that `protectExpress` or `protectFastify` let in. Throws for any other:
 * a route that forgot its guard must not take everybody for nobody.
 */
export function claimsOf(request: object): AccessClaims {
  const claims = verified.get(request);
  if (claims === undefined) throw new Error('this request was not verified');
  return claims;
}

/** Middleware of Express 5; see {@link claimsOf}. Errors other than refusals go on to `next`. */
export const protectExpress =
  (verifier: Verifier, needs?: Needs) =>
  async (
    request: AnyRequest & object,
    response: ExpressResponse,
    next: (error?: unknown) => void,
  ): Promise<void> => {
    const refusal = await letIn(verifier, request, needs);
    if (refusal === null) return next();
    response.status(refusal.status).set(refusal.headers).json(refusal.body);
  };

/** An `onRequest` hook of Fastify; see {@link claimsOf}. */
export const protectFastify =
  (verifier: Verifier, needs?: Needs) =>
  async (request: AnyRequest & object, reply: FastifyReply): Promise<unknown> => {
    const refusal = await letIn(verifier, request, needs);
    if (refusal === null) return undefined;
    return reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
  };

/**
 * Middleware of Hono: `c.get('claims')` of a `new Hono<{ Variables: { claims: AccessClaims } }>`.
 */
export const protectHono =
  (verifier: Verifier, needs?: Needs) =>
  async (c: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const refusal = await letIn(verifier, c.req.raw, needs);
    if (refusal !== null) return refusal.toResponse();
    c.set('claims', claimsOf(c.req.raw));
    await next();
    return undefined;
  };

/**
 * Wraps a handler of the Fetch standard, such as a route handler of Next.js, which gets the claims
 * before what else it is given.
 */
export const protectRoute =
  <Rest extends unknown[]>(
    verifier: Verifier,
    handler: (
      request: Request,
      claims: AccessClaims,
      ...rest: Rest
    ) => Response | Promise<Response>,
    needs?: Needs,
  ) =>
  async (request: Request, ...rest: Rest): Promise<Response> => {
    const refusal = await letIn(verifier, request, needs);
    return refusal?.toResponse() ?? handler(request, claimsOf(request), ...rest);
  };

async function letIn(
  verifier: Verifier,
  request: AnyRequest & object,
  needs?: Needs,
): Promise<Refusal | null> {
  try {
    verified.set(request, await verifier.verifyRequest(request, needs));
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
