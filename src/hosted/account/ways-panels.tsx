import type { Child } from 'hono/jsx';
import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Rows, Tag } from '../../kit/rows.tsx';
import type { AccountView } from '../../users/user.ts';
import { day } from '../../words/dates.ts';
import { EMAIL_CODE, PASSWORD, RECOVERY_CODES } from './security-paths.ts';

type OneProps = {
  id: string;
  title: string;
  tag?: Child;
  text: string;
  action: { href: string; text: string };
};

/** One way to sign in, with the one thing to do about it. */
const One = ({ id, title, tag, text, action }: OneProps) => (
  <section aria-labelledby={id}>
    <div class="panel">
      <Rows>
        <Row actions={<LinkButton href={action.href}>{action.text}</LinkButton>}>
          <h2 id={id}>
            {title} {tag}
          </h2>
          <p class="soft">{text}</p>
        </Row>
      </Rows>
    </div>
  </section>
);

/** The password, or that there is none. */
export const PasswordPanel = ({ page, user }: { page: PageContext; user: AccountView }) => {
  const { password } = page.words.security;
  const { hasPassword, passwordChangedAt } = user;
  const since =
    passwordChangedAt === null
      ? password.neverChanged
      : password.changedOn(day(passwordChangedAt, page));
  return (
    <One
      id="password"
      title={password.heading}
      text={hasPassword ? since : password.none}
      action={{ href: PASSWORD, text: hasPassword ? password.change : password.set }}
    />
  );
};

/** How many recovery codes are left. */
export const CodesPanel = ({ page, left }: { page: PageContext; left: number }) => {
  const { codes } = page.words.security;
  return (
    <One
      id="codes"
      title={codes.heading}
      text={left === 0 ? codes.none : codes.left(left)}
      action={{ href: RECOVERY_CODES, text: codes.make }}
    />
  );
};

/** Whether a code is mailed after the password. */
export const EmailCodePanel = ({ page, isOn }: { page: PageContext; isOn: boolean }) => {
  const { emailCode: words } = page.words.security;
  return (
    <One
      id="email-code"
      title={words.heading}
      tag={isOn ? <Tag kind="good">{words.on}</Tag> : <Tag>{words.off}</Tag>}
      text={isOn ? words.isOn : words.isOff}
      action={{ href: EMAIL_CODE, text: isOn ? words.turnOff : words.turnOn }}
    />
  );
};
