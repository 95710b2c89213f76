import { Address } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { ProviderMark } from '../../kit/provider-mark.tsx';
import { Rows } from '../../kit/rows.tsx';
import { Time } from '../../kit/time.tsx';
import type { OwnIdentity } from '../../methods/social/list-identities.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import { providerLabelIn } from '../../methods/social/provider-label.ts';
import { ago, shortMoment } from '../../words/dates.ts';
import type { NamedProvider } from '../door/social/provider-names.ts';
import { connectPath, disconnectPath } from './identity-paths.ts';

type PanelProps = {
  page: PageContext;
  identities: OwnIdentity[];
  providers: SocialProviders;
  /** Epoch milliseconds. */
  now: number;
};

/** The accounts at providers by which one signs in, and those that could be connected. */
export const IdentitiesPanel = ({ page, identities, providers, now }: PanelProps) => {
  const words = page.words.social.connections;
  const isConnected = (id: string) => identities.some(({ provider }) => provider === id);
  const others = providers.list().filter(({ id }) => !isConnected(id));
  if (identities.length === 0 && others.length === 0) return null;
  return (
    <Panel id="ways-in" title={words.title}>
      <p class="soft">{words.intro}</p>
      <Rows>
        {identities.map((identity) => (
          <Connected
            {...{ page, identity, now }}
            label={providerLabelIn(providers)(identity.provider)}
          />
        ))}
        {others.map((provider) => (
          <Connectable {...{ page, provider }} />
        ))}
      </Rows>
    </Panel>
  );
};

const Connected = ({
  page,
  identity: { id, provider, email, createdAt, lastUsedAt },
  label,
  now,
}: Pick<PanelProps, 'page' | 'now'> & { identity: OwnIdentity; label: string }) => {
  const words = page.words.social.connections;
  return (
    <li>
      <ProviderMark id={provider} />
      <div class="what">
        <h3>
          <bdi>{label}</bdi>
        </h3>
        {email !== null && (
          <p class="hint">
            <Address of={email} />
          </p>
        )}
        <p class="hint">
          <Time at={createdAt}>{words.since(shortMoment(createdAt, page))}</Time>{' '}
          {lastUsedAt !== null && (
            <Time at={lastUsedAt}>{words.lastUsed(ago(lastUsedAt, now, page))}</Time>
          )}
        </p>
      </div>
      <div class="btns">
        <LinkButton href={disconnectPath(id)}>
          <Named verb={page.words.social.disconnect.go} label={label} />
        </LinkButton>
      </div>
    </li>
  );
};

const Connectable = ({
  page,
  provider: { id, label },
}: Pick<PanelProps, 'page'> & { provider: NamedProvider }) => {
  const words = page.words.social.connections;
  return (
    <li>
      <ProviderMark id={id} />
      <div class="what">
        <h3>
          <bdi>{label}</bdi>
        </h3>
        <p class="hint">{words.notConnected}</p>
      </div>
      <Form page={page} action={connectPath(id)} class="btns">
        <Button>
          <Named verb={page.words.social.join.go} label={label} />
        </Button>
      </Form>
    </li>
  );
};

/** A button whose provider stands beside it: seen without its name, read aloud with it. */
const Named = ({ verb, label }: { verb: string; label: string }) => (
  <>
    {verb}
    <span class="sr">
      {' '}
      <bdi>{label}</bdi>
    </span>
  </>
);
