import { BoldAddress } from '../../kit/address.tsx';
import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { OwnIdentity } from '../../methods/social/list-identities.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { CONNECTIONS } from './connections-view.tsx';
import { FormPage, SubPage } from './form-page.tsx';
import { disconnectPath } from './identity-paths.ts';
import type { Problems } from './problems.tsx';
import { PASSKEYS, SECURITY } from './security-paths.ts';

type About = Problems & {
  page: PageContext;
  user: AccountView;
  identity: OwnIdentity;
  label: string;
};

/** Asks before a provider is disconnected, and says what follows. */
export const DisconnectView = ({ identity: { id, email }, label, ...about }: About) => {
  const words = about.page.words.social.disconnect;
  return (
    <FormPage
      {...about}
      current="connections"
      title={words.title(label)}
      action={disconnectPath(id)}
      go={words.go}
      look="bad"
      back={{ href: CONNECTIONS, text: words.keep }}
    >
      {email !== null && (
        <p>
          <BoldAddress of={email} />
        </p>
      )}
      <p>{rich(words.what, { provider: () => <bdi>{label}</bdi> })}</p>
    </FormPage>
  );
};

/** Says why the last way in stays, and what to do about it. */
export const LastWayInView = ({ label, identity: _, ...about }: About) => {
  const { page } = about;
  const words = page.words.social.disconnect;
  return (
    <SubPage {...about} current="connections" title={words.title(label)}>
      <h2>{words.last}</h2>
      <p>{rich(words.lastWhy, { provider: () => <bdi>{label}</bdi> })}</p>
      <div class="btns">
        <LinkButton look="go" href={`${SECURITY}/password`}>
          {words.setPassword}
        </LinkButton>
        <LinkButton href={`${PASSKEYS}/add`}>{page.words.security.passkeys.add}</LinkButton>
        <LinkButton look="text" href={CONNECTIONS}>
          {words.back}
        </LinkButton>
      </div>
    </SubPage>
  );
};
