import { Address } from '../../kit/address.tsx';
import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Row, Rows, Tag } from '../../kit/rows.tsx';
import type { AccountView } from '../../users/user.ts';

/** The address and the username of an account, which one signs in with. */
export const NamesPanel = ({ page, user }: { page: PageContext; user: AccountView }) => {
  const { names } = page.words.account;
  const isConfirmed = user.emailVerifiedAt !== null;
  return (
    <Panel id="names" title={names.title}>
      <Rows>
        <Row actions={<LinkButton href="/account/profile/email">{names.changeEmail}</LinkButton>}>
          <h3>{names.email}</h3>
          <p>
            <Address of={user.email} />{' '}
            <Tag kind={isConfirmed ? 'good' : 'warn'}>
              {isConfirmed ? names.confirmed : names.notConfirmed}
            </Tag>
          </p>
        </Row>
        <Row
          actions={
            <LinkButton href="/account/profile/username">
              {user.username === null ? names.chooseUsername : names.changeUsername}
            </LinkButton>
          }
        >
          <h3>{names.username}</h3>
          {user.username === null ? (
            <p class="hint">{names.noUsername}</p>
          ) : (
            <p>
              <Address of={user.username} />
            </p>
          )}
        </Row>
      </Rows>
    </Panel>
  );
};
