import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { PageContext } from '../../kit/page-context.ts';

/** Takes the browser to a client by itself. `to` begins with a redirect URI that it registered. */
export const Leaving = ({ page, to }: { page: PageContext; to: string }) => {
  const { common, consent } = page.words;
  const host = hostOf(to);
  return (
    <Door
      page={page}
      title={common.goingOn}
      head={<meta http-equiv="refresh" content={`0;url=${to}`} />}
    >
      <div class="flow">
        <h1>{common.goingOn}</h1>
        <p>{host === null ? consent.goingToApp : common.goingOnTo(host)}</p>
        <div class="btns">
          <LinkButton href={to} look="go">
            {common.goOn}
          </LinkButton>
        </div>
      </div>
    </Door>
  );
};

/** The host of a site; null for an app on this device. */
export const hostOf = (uri: string): string | null =>
  uri.startsWith('https:') ? new URL(uri).host : null;
