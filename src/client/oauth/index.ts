export type { TokenStore } from '../core/store.ts';
export { createOAuth, type OAuth, type OAuthOptions } from './create-oauth.ts';
export type { User } from './granted.ts';
export { localStore } from './local-store.ts';
export { OAuthError } from './oauth-error.ts';
export type { Page } from './page.ts';
export type { SignInOptions } from './sign-in.ts';
