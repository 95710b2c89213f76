/**
 * JavaScript that defines `kept`, the variables to store from a response's `body`. Undefined ones
 * keep their old value.
 */
export const KEEP = `const kept = {
  accessToken: body.access_token,
  refreshToken: body.refresh_token,
  mfaToken: body.mfa_token,
  token: body.exchange_token ?? body.reset_token,
  userId: body.user_id ?? (body.user ?? {}).id,
  sessionId: ([body.sessions ?? []].flat().find((one) => !one.is_current) ?? {}).id,
  oauthClientId: body.redirect_uris && body.client_id,
  passkeyId: ([body.passkeys ?? []].flat()[0] ?? {}).id,
};`;

/**
 * JavaScript that defines `findMail`, which returns the first mail after `since` with a code or
 * with a link to the page `wanted`, and `secretOf`, which returns its secret.
 */
export const FIND_MAIL = `const leads = (link) => link.includes('/' + wanted + '?token=');
const findMail = (messages) =>
  messages.find(
    (one) => one.sent_at > since && (wanted === 'code' ? one.code : one.links.some(leads)),
  );
const secretOf = (mail) =>
  wanted === 'code'
    ? { code: mail.code }
    : { token: mail.links.find(leads).split('token=')[1].split('&')[0] };`;

/** Maximum reads of the mailbox for a mail, and the milliseconds between two: a minute in all. */
export const LOOKS = 200;
export const PAUSE = 300;
