import { hc } from 'hono/client';
import type { AppType } from '../app.ts';

/**
 * A typed client of the service:
 * `createAuthClient('https://auth.example.com').api.v1.auth.login.$post({ json })`.
 */
export const createAuthClient = (...args: Parameters<typeof hc>) => hc<AppType>(...args);
