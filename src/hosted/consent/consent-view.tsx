import { scopesOf } from '../../guard/grant.ts';
import { Address, BoldAddress } from '../../kit/address.tsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { OauthClient } from '../../oauth/clients/client.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { hostOf } from './leaving-view.tsx';
import { ScopesList } from './scopes-list.tsx';

export const CONTINUE = '/oauth/continue';
/** Where a request goes on. */
export const continuing = (handle: string): string =>
  `${CONTINUE}?${new URLSearchParams({ request: handle })}`;

type ConsentPageProps = {
  page: PageContext;
  handle: string;
  user: AccountView;
  client: OauthClient;
  /** What it asks for, by spaces. */
  scope: string;
  redirectUri: string;
};

/** Asks whether a client may have what it asks for. */
export const ConsentPage = (props: ConsentPageProps) => {
  const { page, handle, user, client, scope } = props;
  const { consent } = page.words;
  return (
    <Door page={page} title={consent.title(client.name)}>
      <div class="flow">
        <h1>{rich(consent.heading, { app: () => <bdi>{client.name}</bdi> })}</h1>
        <p>{rich(consent.signedInAs, { who: () => <Address of={user.email} /> })}</p>
        <p>{consent.may}</p>
        <ScopesList page={page} scopes={scopesOf(scope)} />
        <Form page={page} action={CONTINUE} hidden={{ request: handle, user: user.id }}>
          <p class="hint">
            <Destination {...props} />
          </p>
          <Button look="go" wide name="choice" value="allow">
            {consent.allow}
          </Button>
          <Button wide name="choice" value="deny">
            {consent.deny}
          </Button>
        </Form>
        <p class="hint">{consent.later}</p>
        <NotYou {...props} />
      </div>
    </Door>
  );
};

const Destination = ({ page, redirectUri }: ConsentPageProps) => {
  const host = hostOf(redirectUri);
  const { goesTo, goesToDevice } = page.words.consent;
  if (host === null) return <>{goesToDevice}</>;
  return <>{rich(goesTo, { host: () => <BoldAddress of={host} /> })}</>;
};

/** Makes room for somebody else, who comes back here. */
const NotYou = ({ page, handle }: ConsentPageProps) => {
  const back = withReturn('/sign-in', continuing(handle));
  return (
    <Form page={{ ...page, returnTo: back }} action="/sign-out" class="tight">
      <Button wide look="text">
        {page.words.consent.notYou}
      </Button>
    </Form>
  );
};
