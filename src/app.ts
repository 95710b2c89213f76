import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed as checkMethod } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { version } from '../package.json';
import { auditRoutes } from './account/audit-routes.ts';
import { emailChangeRoutes } from './account/email-change-routes.ts';
import { leaveRoutes } from './account/leave-routes.ts';
import { profileRoutes } from './account/profile-routes.ts';
import { accountRoutes } from './account/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { configurationError } from './config.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { bodyTooLarge, methodNotAllowed, notFound } from './http/errors.ts';
import { canonicalPath, olderBodies } from './http/older-paths.ts';
import { createOpenApiDocument } from './http/openapi.ts';
import { internalError, toProblemResponse } from './http/problem.ts';
import { onlyErrors, requestLog } from './http/request-log.ts';
import {
  challenge,
  defaultContentPolicy,
  noStore,
  securityHeaders,
  strictTransport,
  timingHeaders,
} from './http/response-headers.ts';
import { shieldAll } from './limits/limit.ts';
import type { RateLimitScope } from './limits/rules.ts';
import { mailboxRoutes } from './mail/mailbox-routes.tsx';
import { emailOtpRoutes } from './methods/email-otp/routes.ts';
import { exchangeTokenRoutes } from './methods/exchange-token/routes.ts';
import { recoveryRoutes } from './methods/password/recovery-routes.ts';
import { passwordRoutes } from './methods/password/routes.ts';
import { discoveryRoutes } from './operations/discovery.ts';
import { operationsRoutes } from './operations/routes.ts';
import { apiDocs } from './pages/api-docs.tsx';
import { changeEmailPage } from './pages/change-email-page.tsx';
import { forgotPasswordPage } from './pages/forgot-password-page.tsx';
import { resetPasswordPage } from './pages/reset-password-page.tsx';
import { undoEmailChangePage } from './pages/undo-email-change-page.tsx';
import { unlockAccountPage } from './pages/unlock-account-page.tsx';
import { verifyEmailPage } from './pages/verify-email-page.tsx';
import { secondStepRoutes } from './second-step/routes.ts';
import type { Services } from './services.ts';
import { oauthRoutes } from './sessions/oauth-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { systemClock } from './shared/clock.ts';
import { consoleLog } from './shared/log.ts';
import { createMetrics } from './shared/metrics.ts';

/** Bytes of the largest body that is read (contract.md, Conventions). */
const MAX_BODY = 64 * 1024;
/** What touches no store; and introspection, which holds strangers off itself and gives its clients more than an address has. */
const UNSHIELDED = new Set(['/api/v1/auth/health/live', '/api/v1/auth/token/introspect']);

/**
 * The app: middleware in order, one `.route()` per feature. Routes are laid once per isolate; the services behind them are
 * built for each request by `build`, so that no secret and no promise outlives the request it belongs to.
 */
export function createApp(build: (c: Context) => Services) {
  const provide = (c: Context): Services => {
    const built = c.get('services') as Services | undefined;
    if (built !== undefined) return built;
    const services = build(c);
    c.set('services', services);
    return services;
  };

  const app = new Hono({ getPath: canonicalPath });
  // A service that is not configured has no log of its own.
  const observers = (c: Context) => {
    try {
      return provide(c);
    } catch {
      return { log: consoleLog, metrics: createMetrics(undefined) };
    }
  };
  app.use(requestId({ limitLength: 100 }), requestLog(observers, systemClock), onlyErrors);
  app.use(
    timingHeaders(systemClock),
    securityHeaders,
    strictTransport,
    defaultContentPolicy,
    challenge,
    noStore,
  );
  const crossOrigin = createCrossOrigin((c) => provide(c).allowedOrigins);
  app.use(crossOrigin.answers);
  app.use(shieldAll(provide, (c) => UNSHIELDED.has(c.req.path)));
  app.use(
    checkMethod({
      app,
      onMethodNotAllowed: (c, methods) =>
        c.req.method === 'OPTIONS'
          ? crossOrigin.options(c, methods)
          : toProblemResponse(methodNotAllowed({ headers: { Allow: methods.join(', ') } }), c),
    }),
  );
  app.use(
    bodyLimit({
      maxSize: MAX_BODY,
      onError: () => {
        throw bodyTooLarge();
      },
    }),
  );
  app.use(olderBodies);
  app.onError(toProblemResponse);
  app.notFound((c) => toProblemResponse(notFound(), c));

  const routed = app
    .route('/api/v1/auth', passwordRoutes(provide))
    .route('/api/v1/auth', secondStepRoutes(provide))
    .route('/api/v1/auth', recoveryRoutes(provide))
    .route('/api/v1/auth', emailOtpRoutes(provide))
    .route('/api/v1/auth', exchangeTokenRoutes(provide))
    .route('/api/v1/auth', sessionRoutes(provide))
    .route('/api/v1/auth', oauthRoutes(provide))
    .route('/api/v1/auth', accountRoutes(provide))
    .route('/api/v1/auth', profileRoutes(provide))
    .route('/api/v1/auth', emailChangeRoutes(provide))
    .route('/api/v1/auth', leaveRoutes(provide))
    .route('/api/v1/audit', auditRoutes(provide))
    .route('/api/v1/admin', adminRoutes(provide))
    .route('/api/v1/auth', operationsRoutes(provide))
    .route('/.well-known', discoveryRoutes(provide))
    .route('/verify-email', verifyEmailPage(provide))
    .route('/forgot-password', forgotPasswordPage(provide))
    .route('/reset-password', resetPasswordPage(provide))
    .route('/unlock-account', unlockAccountPage(provide))
    .route('/change-email', changeEmailPage(provide))
    .route('/undo-email-change', undoEmailChangePage(provide))
    .route('/dev/mailbox', mailboxRoutes(provide));
  const documentOf = (c: Context) => ({
    appName: provide(c).appName,
    // Made only where it is asked for: the viewers' pages and files do without.
    get document() {
      return createOpenApiDocument(app.routes, {
        ...DOCUMENT,
        title: provide(c).appName,
        contactUrl: provide(c).appUrl,
        errors: [internalError, configurationError],
        ruleOf: (scope) => provide(c).rateLimiter.ruleOf(scope as RateLimitScope),
      });
    },
    viewers: provide(c).viewers,
    place: { baseUrl: provide(c).appUrl, hasMailbox: provide(c).mailboxAccess === 'open' },
  });
  return routed.route('/', apiDocs(documentOf));
}

const DOCUMENT = {
  version,
  description: [
    'Sign-up, sign-in, sessions and recovery. Errors are RFC 9457 problem details; go by their `code`.',
    'Bodies have at most 64 KiB. Beside the limits of each route, the whole takes about 300 requests a minute from one address.',
    'The requests shown here are also a [Postman collection](/api/schema/postman.json) and a [.http file](/api/schema/latchkey.http).',
  ].join('\n\n'),
};

export type AppType = ReturnType<typeof createApp>;
