import { LinkButton } from '../../kit/button.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';

/** The paths of these pages. */
export const DATA = '/account/data';
export const DOWNLOAD = `${DATA}/download`;
export const ERASE = `${DATA}/erase`;

type DataPageProps = {
  page: PageContext;
  session: PageSession;
  isProved: boolean;
  /** Whether the person has just been asked for a proof, in order to download. */
  isBack: boolean;
};

/** What a person can do with all of their data. */
export const DataPage = ({ page, session, isProved, isBack }: DataPageProps) => {
  const { intro, download, erase } = page.words.data;
  return (
    <AccountPage page={page} user={session.user} current="data">
      <p class="soft">{intro}</p>
      {isBack && isProved && <Notice kind="good" title={download.ready} />}
      <Panel id="download" title={download.title}>
        <p>{download.what}</p>
        {!isProved && <p class="hint">{download.proof}</p>}
        <div class="btns">
          <LinkButton look="go" href={DOWNLOAD}>
            {download.go}
          </LinkButton>
        </div>
      </Panel>
      <Panel id="erase" title={erase.title}>
        <p>{erase.what}</p>
        <div class="btns">
          <LinkButton look="bad" href={ERASE}>
            {erase.open}
          </LinkButton>
        </div>
      </Panel>
    </AccountPage>
  );
};
