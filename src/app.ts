import { type Context, Hono } from 'hono';
import { methodNotAllowed as checkMethod } from 'hono/method-not-allowed';
import { version } from '../package.json';
import { auditRoutes } from './account/audit-routes.ts';
import { emailChangeRoutes } from './account/email-change-routes.ts';
import { leaveRoutes } from './account/leave-routes.ts';
import { accountRoutes } from './account/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { configurationError } from './config.ts';
import { consolePages } from './console/console-pages.ts';
import { createOpenApiDocument } from './docs/openapi.ts';
import { apiDocs } from './docs/routes.tsx';
import { accountPages } from './hosted/account/account-pages.ts';
import { goodbyePage } from './hosted/account/erase.tsx';
import { mailedPages } from './hosted/mailed-pages.ts';
import { oauthPages } from './hosted/oauth-pages.ts';
import { signInPages } from './hosted/sign-in-pages.ts';
import { createErrorAnswer } from './hosted/web/error-page.tsx';
import { changePasswordAddress, rootPage } from './hosted/web/root-page.tsx';
import { bodyBound } from './http/body-bound.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { methodNotAllowed, unknownAddress } from './http/errors.ts';
import { canonicalPath, legacyBodies } from './http/legacy-paths.ts';
import { onlyHttps } from './http/only-https.ts';
import { internalError } from './http/problem.ts';
import { onlyErrors, requestLog } from './http/request-log.ts';
import { responseHeaders } from './http/response-headers.ts';
import { assetRoutes } from './kit/asset-routes.ts';
import { shieldAll } from './limits/limit.ts';
import type { RateLimitScope } from './limits/rules.ts';
import { mailboxRoutes } from './mail/mailbox-routes.tsx';
import { emailOtpRoutes } from './methods/email-otp/routes.ts';
import { exchangeTokenRoutes } from './methods/exchange-token/routes.ts';
import { passkeyRoutes } from './methods/passkey/passkey-routes.ts';
import { passkeyRegisterRoutes } from './methods/passkey/register-routes.ts';
import { relatedOrigins } from './methods/passkey/related-origins.ts';
import { passkeySignInRoutes } from './methods/passkey/sign-in-routes.ts';
import { passwordRoutes } from './methods/password/routes.ts';
import { discoveryRoutes } from './oauth/discovery.ts';
import { askedByScript, endpointErrors, oauthEndpoints, SELF_SHIELDED } from './oauth/endpoints.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { operationsRoutes } from './operations/routes.ts';
import { recoveryRoutes } from './recovery/routes.ts';
import { factorRoutes } from './second-step/factor-routes.ts';
import { ownFactorRoutes } from './second-step/own-factor-routes.ts';
import { secondStepRoutes } from './second-step/routes.ts';
import { stepUpRoutes } from './second-step/step-up-routes.ts';
import { totpRoutes } from './second-step/totp-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { systemClock } from './shared/clock.ts';
import { consoleLog } from './shared/log.ts';
import { createMetrics } from './shared/metrics.ts';
import { systemRandom } from './shared/random.ts';
import { signUpRoutes } from './sign-up/routes.ts';
import { verificationRoutes } from './sign-up/verification-routes.ts';
import type { Services } from './wiring/services.ts';

/**
 * Routes the shield skips: one touches no store; those of OAuth clients shield themselves, and
 * allow their clients more than one address.
 */
const UNSHIELDED = new Set(['/api/v1/auth/health/live', ...SELF_SHIELDED]);

type Provide = (c: Context) => Services;

/**
 * The app: middleware in order, then one `.route()` per feature. Routes are laid once per isolate;
 * `build` makes the services of each request, so that no secret and no promise outlives its
 * request.
 */
export function createApp(build: (c: Context) => Services) {
  const provide: Provide = (c) => {
    const built = c.get('services') as Services | undefined;
    if (built !== undefined) return built;
    const services = build(c);
    c.set('services', services);
    return services;
  };
  const app = new Hono({ getPath: canonicalPath });
  // A service that is not configured answers too: its log, headers and pages are then our own.
  const configured = (c: Context) => {
    try {
      return provide(c);
    } catch {
      return null;
    }
  };
  const answerError = createErrorAnswer((c) => configured(c)?.brand ?? null);
  addMiddleware(app, { provide, configured, answerError });
  app.onError(answerError);
  app.notFound((c) => answerError(unknownAddress(), c));
  return addRoutes(app, provide).route('/', apiDocs(describeApp(app, provide)));
}

type Answering = {
  provide: Provide;
  configured: (c: Context) => Services | null;
  answerError: ReturnType<typeof createErrorAnswer>;
};

function addMiddleware(app: Hono, { provide, configured, answerError }: Answering): void {
  const logAndMetrics = (c: Context) =>
    configured(c) ?? { log: consoleLog, metrics: createMetrics(undefined), logSample: 1 };
  const crossOrigin = createCrossOrigin((c) => configured(c)?.allowedOrigins ?? [], askedByScript);
  app.use(
    requestLog(logAndMetrics, systemClock),
    responseHeaders({ clock: systemClock, random: systemRandom, share: crossOrigin.share }),
  );
  app.use(
    onlyErrors,
    endpointErrors,
    onlyHttps,
    shieldAll(provide, (c) => UNSHIELDED.has(c.req.path)),
  );
  const onMethodNotAllowed = (c: Context, methods: string[]) =>
    c.req.method === 'OPTIONS'
      ? crossOrigin.options(c, methods)
      : answerError(methodNotAllowed({ headers: { Allow: methods.join(', ') } }), c);
  app.use(checkMethod({ app, onMethodNotAllowed }));
  app.use(bodyBound, legacyBodies);
}

function addRoutes(app: Hono, provide: Provide) {
  return app
    .route('/api/v1/auth', signUpRoutes(provide))
    .route('/api/v1/auth', passwordRoutes(provide))
    .route('/api/v1/auth', secondStepRoutes(provide))
    .route('/api/v1/auth', stepUpRoutes(provide))
    .route('/api/v1/auth', factorRoutes(provide))
    .route('/api/v1/auth', ownFactorRoutes(provide))
    .route('/api/v1/auth', totpRoutes(provide))
    .route('/api/v1/auth', recoveryRoutes(provide))
    .route('/api/v1/auth', emailOtpRoutes(provide))
    .route('/api/v1/auth', exchangeTokenRoutes(provide))
    .route('/api/v1/auth', passkeySignInRoutes(provide))
    .route('/api/v1/auth', passkeyRegisterRoutes(provide))
    .route('/api/v1/auth', passkeyRoutes(provide))
    .route('/api/v1/auth', sessionRoutes(provide))
    .route('/api/v1/auth', oauthRoutes(provide))
    .route('/api/v1/auth', verificationRoutes(provide))
    .route('/api/v1/auth', accountRoutes(provide))
    .route('/api/v1/auth', emailChangeRoutes(provide))
    .route('/api/v1/auth', leaveRoutes(provide))
    .route('/api/v1/audit', auditRoutes(provide))
    .route('/api/v1/admin', adminRoutes(provide))
    .route('/api/v1/auth', operationsRoutes(provide))
    .route('/.well-known', discoveryRoutes(provide))
    .route('/oauth', oauthEndpoints(provide))
    .route('/oauth', oauthPages(provide))
    .route('/.well-known', relatedOrigins(provide))
    .route('/assets', assetRoutes(provide))
    .route('/.well-known', changePasswordAddress())
    .route('/', rootPage(provide))
    .route('/', signInPages(provide))
    .route('/account', accountPages(provide))
    .route('/', mailedPages(provide))
    .route('/admin', consolePages(provide))
    .route('/goodbye', goodbyePage(provide))
    .route('/dev/mailbox', mailboxRoutes(provide));
}

function describeApp(app: Hono, provide: Provide) {
  return (c: Context) => {
    const { appName, appUrl, rateLimiter, viewers, mailboxAccess } = provide(c);
    return {
      appName,
      viewers,
      place: { baseUrl: appUrl, hasMailbox: mailboxAccess === 'open' },
      // Lazy: the viewers' pages and files need no document.
      get document() {
        return createOpenApiDocument(app.routes, {
          ...DOCUMENT,
          title: appName,
          contactUrl: appUrl,
          errors: [internalError, configurationError],
          ruleOf: (scope) => rateLimiter.ruleOf(scope as RateLimitScope),
        });
      },
    };
  };
}

const DOCUMENT = {
  version,
  description: [
    'Sign-up, sign-in, sessions and recovery. Errors are RFC 9457 problem details; branch on their ' +
      '`code`. OAuth has [endpoints of its own](/.well-known/openid-configuration).',
    'Request bodies are limited to 64 KiB. On top of each route’s own limit, ' +
      'the service accepts about 300 requests a minute from one address. ' +
      'A deployment answers 403 `forbidden` over plain HTTP.',
    'The same requests are available as a [Postman collection](/api/schema/postman.json) ' +
      'and an [.http file](/api/schema/latchkey.http).',
  ].join('\n\n'),
};

export type AppType = ReturnType<typeof createApp>;
