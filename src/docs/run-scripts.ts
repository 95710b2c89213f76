/**
 * What a run keeps of an answer, as JavaScript that makes `kept` of `body`. What is undefined is left as it was.
 */
export const KEEP = `const kept = {
  accessToken: body.access_token,
  refreshToken: body.refresh_token,
  mfaToken: body.mfa_token,
  token: body.exchange_token ?? body.reset_token,
  userId: body.user_id ?? (body.user ?? {}).id,
  sessionId: ([body.sessions ?? []].flat().find((one) => !one.is_current) ?? {}).id,
};`;

/**
 * Makes `findMail`, which finds among mails the first after `since` with a code, or with a link to the page `wanted`; and
 * `secretOf`, which tells its secret.
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

/** Longest wait for a mail, in looks into the mailbox, and the pause between two in milliseconds: a minute. */
export const LOOKS = 200;
export const PAUSE = 300;
