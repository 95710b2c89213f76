import type { PageContext } from '../../kit/page-context.ts';
import { DrawnQr } from '../../kit/qr.tsx';
import type { BegunTotp } from '../../second-step/totp/begin-totp.ts';
import { rich } from '../../words/rich.tsx';

/** The secret of an authenticator app: to scan, to type, or to open on the same device. */
export const TotpSecret = ({ page, totp }: { page: PageContext; totp: BegunTotp }) => {
  const { totp: words } = page.words.security;
  return (
    <>
      <DrawnQr svg={totp.qr_svg} label={words.qr} />
      <details>
        <summary class="small">{words.type}</summary>
        <p class="mono" dir="ltr">
          {groupsOf(totp.secret)}
        </p>
      </details>
      <p class="small">
        {rich(words.onThisDevice, { a: (text) => <a href={totp.otpauth_url}>{text}</a> })}
      </p>
    </>
  );
};

/** Groups of four are typed with fewer mistakes; apps ignore the spaces. */
const groupsOf = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? secret;
