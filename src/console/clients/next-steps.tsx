import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { CopyButton } from '../../kit/script-buttons.tsx';
import { TextArea } from '../../kit/text-area.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';

/** Whom a client asks, and by what it names itself. */
export type Place = { issuer: string };

/** What the developers of the app need next. `secret` only on the page that shows it. */
export const NextSteps = ({
  page,
  client,
  issuer,
  secret,
}: Place & { page: PageContext; client: ClientView; secret?: string }) => (
  <Panel id="next" title="For the developers of the app">
    <TextArea
      page={page}
      name="values"
      label="What its library asks for"
      value={[
        `OIDC_ISSUER=${issuer}`,
        `OIDC_CLIENT_ID=${client.client_id}`,
        ...(secret === undefined ? [] : [`OIDC_CLIENT_SECRET=${secret}`]),
        `OIDC_REDIRECT_URI=${client.redirect_uris[0] ?? ''}`,
        `OIDC_SCOPE=${client.scope}`,
      ].join('\n')}
      rows={8}
      readonly
    />
    <div class="btns">
      <CopyButton page={page} of="values" />
    </div>
    <p>
      Libraries find everything else at{' '}
      <a href="/.well-known/openid-configuration">/.well-known/openid-configuration</a>. The guide
      is <span class="mono">src/oauth/libraries.md</span> in the source of the service: it has a
      program to copy for each library that was tried, and what to set there.
    </p>
  </Panel>
);
