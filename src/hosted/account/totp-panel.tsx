import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Row, Rows, Tag } from '../../kit/rows.tsx';
import type { FactorView } from '../../second-step/factor-view.ts';
import { TOTP } from '../../second-step/totp/totp-secrets.ts';
import { fromIso } from '../../shared/clock.ts';
import { ago, day } from '../../words/dates.ts';
import { TOTP_APPS } from './security-paths.ts';
import type { SecurityProps } from './security-props.ts';

/** An authenticator app as its owner calls it. */
export const nameOfApp = (page: PageContext, { label }: Pick<FactorView, 'label'>) =>
  label ?? page.words.security.totp.unnamed;

type TotpProps = Pick<SecurityProps, 'page' | 'list' | 'isLastNeeded' | 'now'>;

/** The authenticator apps of an account. */
export const TotpPanel = ({ page, list, ...about }: TotpProps) => {
  const { totp: words } = page.words.security;
  const apps = list.factors.filter(({ kind }) => kind === TOTP);
  if (apps.length === 0)
    return (
      <section aria-labelledby="totp">
        <div class="panel">
          <Rows>
            <Row actions={<LinkButton href={TOTP_APPS}>{words.setUp}</LinkButton>}>
              <h2 id="totp">
                {words.heading} <Tag>{words.off}</Tag>
              </h2>
              <p class="soft">{words.what}</p>
            </Row>
          </Rows>
        </div>
      </section>
    );
  const add = (
    <LinkButton href={TOTP_APPS} icon="add">
      {words.setUpMore}
    </LinkButton>
  );
  return (
    <Panel id="totp" title={words.heading} actions={add}>
      <p class="soft">{words.what}</p>
      <Rows>
        {apps.map((app) => (
          <AppRow page={page} app={app} {...about} />
        ))}
      </Rows>
    </Panel>
  );
};

type RowProps = Pick<TotpProps, 'page' | 'isLastNeeded' | 'now'> & { app: FactorView };

const AppRow = ({ page, app, isLastNeeded, now }: RowProps) => {
  const { security } = page.words;
  const { totp: words } = security;
  const name = nameOfApp(page, app);
  const added = day(app.created_at === null ? now : fromIso(app.created_at), page);
  const remove = (
    <LinkButton look="text" href={`${TOTP_APPS}/${app.id}/remove`}>
      {words.remove}
      <span class="sr"> {name}</span>
    </LinkButton>
  );
  return (
    <Row icon="phone" actions={isLastNeeded ? undefined : remove}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p class="hint">
        {app.last_used_at === null
          ? words.unused(added)
          : words.used(added, ago(fromIso(app.last_used_at), now, page))}
      </p>
      {isLastNeeded && <p class="hint">{security.neededHint}</p>}
    </Row>
  );
};
