import type { Child } from 'hono/jsx';
import { Address } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import type { IconName } from '../../kit/icon.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Rows } from '../../kit/rows.tsx';
import { Tick } from '../../kit/tick.tsx';
import { rich } from '../../words/rich.tsx';
import { OwnPasswordField } from '../door/own-password-field.tsx';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { DATA, ERASE } from './data-view.tsx';
import { FormProblems, isWrong, type Problems } from './problems.tsx';

/** The names of the fields. */
export const SURE = 'sure';
export const PASSWORD = 'password';

type ErasePageProps = Problems & {
  page: PageContext;
  session: PageSession;
  /** Whether the password proves that it is the owner who asks. */
  asksPassword: boolean;
  isSure?: boolean;
};

/** What erasing an account means, and the form that does it. */
export const ErasePage = ({
  page,
  session,
  asksPassword,
  isSure = false,
  ...problems
}: ErasePageProps) => {
  const { errors = [] } = problems;
  const { erase } = page.words.data;
  const { user } = session;
  return (
    <AccountPage
      page={page}
      user={user}
      current="data"
      title={erase.title}
      wrong={isWrong(problems)}
    >
      <FormProblems page={page} {...problems} />
      <Form page={page} action={ERASE} class="panel flow">
        <Consequences page={page} session={session} />
        {asksPassword && (
          <OwnPasswordField
            page={page}
            name={PASSWORD}
            label={erase.password}
            error={errorOf(errors, PASSWORD)}
            username={user.email}
          />
        )}
        <Tick page={page} name={SURE} checked={isSure} required error={errorOf(errors, SURE)}>
          {erase.sure}
        </Tick>
        <div class="btns">
          <Button look="bad">{erase.open}</Button>
          <LinkButton href={DATA}>{erase.keep}</LinkButton>
        </div>
      </Form>
    </AccountPage>
  );
};

const Consequences = ({ page, session }: Pick<ErasePageProps, 'page' | 'session'>) => {
  const { erase } = page.words.data;
  const told: [IconName, Child][] = [
    ['leave', erase.sessions],
    ['key', erase.profile],
    ['globe', erase.apps(page.brand.appName)],
    ['info', erase.records],
    ['mail', rich(erase.address, { email: () => <Address of={session.user.email} /> })],
  ];
  return (
    <>
      <p>{erase.consequences}</p>
      <Rows>
        {told.map(([icon, text]) => (
          <Row icon={icon}>
            <p>{text}</p>
          </Row>
        ))}
      </Rows>
      <p>{rich(erase.copy, { download: (text) => <a href={DATA}>{text}</a> })}</p>
    </>
  );
};

/** Says that the account is gone. */
export const GoodbyePage = ({ page }: { page: PageContext }) => {
  const { common, data } = page.words;
  const { appName, returnUrl } = page.brand;
  return (
    <Door page={page} title={data.goodbye.title}>
      <div class="flow">
        <h1>{data.goodbye.title}</h1>
        <p role="status">{data.goodbye.what}</p>
        <p>{data.goodbye.again}</p>
        {returnUrl !== null && (
          <LinkButton href={returnUrl} look="go" wide>
            {common.backTo(appName)}
          </LinkButton>
        )}
        <LinkButton href="/sign-up" wide>
          {data.goodbye.signUp}
        </LinkButton>
      </div>
    </Door>
  );
};
