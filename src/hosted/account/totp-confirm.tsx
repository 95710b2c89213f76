import type { Context } from 'hono';
import { clientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import { tooManyFactors } from '../../second-step/errors.ts';
import type { ListFactors } from '../../second-step/list-factors.ts';
import type { ConfirmTotp } from '../../second-step/totp/confirm-totp.ts';
import type { ShowTotp } from '../../second-step/totp/show-totp.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { act } from './act.ts';
import { sayAndGo } from './notices.ts';
import { NoRoomView } from './passkey-view.tsx';
import { type Problems, problemOf } from './problems.tsx';
import { RECOVERY_CODES, SECURITY, TOTP_APPS } from './security-paths.ts';
import { ScanTotpView } from './totp-view.tsx';

export type ScanTotpDeps = PageDeps & {
  showTotp: ShowTotp;
  confirmTotp: ConfirmTotp;
  listFactors: ListFactors;
};

type Scanning = {
  id: string;
  problems?: Problems;
  status?: number;
  /** It may have been added although that failed: a retry is answered with its recovery codes. */
  mayBeAdded?: boolean;
};

/** Shows what is to be scanned, as often as it is asked for within ten minutes. */
export async function scanTotp(
  c: Context,
  deps: ScanTotpDeps,
  { id, problems = {}, status = 200, mayBeAdded = false }: Scanning,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const totp = await deps.showTotp({ user, begunBy: claims.sid, id });
  // Come back to, once it is set up: there is nothing left to scan.
  const isOver = totp === null || !mayBeAdded;
  if (isOver && (await isSetUp(deps, user.id, id))) return c.redirect(SECURITY, 303);
  if (totp === null) return sayAndGo(c, deps, { key: 'totp_expired', to: TOTP_APPS });
  const about = { page: pageOf(c), user, totp };
  return c.html(<ScanTotpView {...about} {...problems} />, status as 200);
}

async function isSetUp({ listFactors }: ScanTotpDeps, userId: string, id: string) {
  return (await listFactors(userId)).factors.some((factor) => factor.id === id);
}

/** Takes the code that the app shows; null for one that is missing or cannot be one. */
export async function confirmTotpForm(
  c: Context,
  deps: ScanTotpDeps,
  { id, code }: { id: string; code: string | null },
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const { totp: words } = page.words.secondStep;
  const again = (problems: Problems, status: number) => scanTotp(c, deps, { id, problems, status });
  const atField = (message: string): Problems => ({ errors: [{ field: 'otp', message }] });
  if (code === null) return again(atField(words.missing), 400);
  const { sid } = claims;
  const input = {
    ...{ user, begunBy: sid, standing: { sessionId: sid }, sessionId: sid, along: [] },
    ...{ id, code, client: clientInfo(c) },
  };
  const work = async () => {
    const { recovery_codes: codes } = await deps.confirmTotp(input, async ({ answer }) => answer);
    if (codes === undefined) return sayAndGo(c, deps, { key: 'totp_added', to: SECURITY });
    const made = { key: 'recovery_codes_made', data: { codes, after: 'totp_added' } } as const;
    return sayAndGo(c, deps, { ...made, to: RECOVERY_CODES });
  };
  return act(c, deps, work, async (refusal, status) => {
    if (refusal.code === tooManyFactors.code)
      return c.html(
        <NoRoomView page={page} user={user} title={page.words.security.totp.title} />,
        409,
      );
    // `scanTotp` leads on where it is over, and where an earlier press has set it up.
    if (refusal.code === notFound.code) return scanTotp(c, deps, { id });
    if (refusal.code === otpInvalid.code) return again(atField(words.wrong), status);
    const problems = problemOf(page, refusal);
    return problems && scanTotp(c, deps, { id, problems, status, mayBeAdded: true });
  });
}
