import type { PageSession } from '../../hosted/web/page-session.ts';
import { LinkButton } from '../../kit/button.tsx';
import { CodesList } from '../../kit/lists.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { CopyButton } from '../../kit/script-buttons.tsx';
import type { ClientWithSecret } from '../../oauth/clients/client-view.ts';
import { CLIENTS, ConsolePage } from '../frame.tsx';
import { NextSteps, type Place } from './next-steps.tsx';

type SecretProps = Place & {
  page: PageContext;
  session: PageSession;
  client: ClientWithSecret;
  /** What was done. */
  title: string;
};

/** The only page that shows a secret: the answer to the form that made it. */
export const SecretPage = ({ page, session, client, title, issuer }: SecretProps) => {
  const { client_secret: secret = '', secrets } = client;
  return (
    <ConsolePage page={page} session={session} current={CLIENTS} title={title}>
      <Notice kind="good" title="Copy the secret now">
        <p>
          It’s shown this once, and we keep only a digest of it.
          {secrets.length > 1 && ' The older secret stays good until the next renewal.'} If it gets
          lost, renew it on the page of the client.
        </p>
      </Notice>
      <Panel id="once" title="Secret">
        <CodesList id="secret" codes={[secret]} />
        <div class="btns">
          <CopyButton page={page} of="secret" />
        </div>
      </Panel>
      <NextSteps page={page} client={client} issuer={issuer} secret={secret} />
      <div class="btns">
        <LinkButton look="go" href={`${CLIENTS}/${client.client_id}`}>
          I’ve copied it
        </LinkButton>
      </div>
    </ConsolePage>
  );
};
