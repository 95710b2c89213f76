import type { Child } from 'hono/jsx';
import type { UserDetails } from '../admin/view-users.ts';
import { scopesOf } from '../guard/grant.ts';
import { deviceIcon, deviceInWords, placeInWords } from '../hosted/account/client-words.ts';
import { Fact, Facts } from '../kit/lists.tsx';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { Row, Rows } from '../kit/rows.tsx';
import { Time } from '../kit/time.tsx';
import type { NamedConnection } from '../oauth/connections/list-connections.ts';
import { fromIso } from '../shared/clock.ts';
import { ago, shortMoment } from '../words/dates.ts';
import { Actor } from './actor.tsx';
import { IdentitiesList } from './identities-list.tsx';
import { SessionsTimeline } from './sessions-timeline.tsx';
import { ROLE_NAMES, When } from './user-words.tsx';

type About = { page: PageContext; user: UserDetails };
type ProfileProps = About & {
  connections: NamedConnection[];
  /** The id of the reader, and what actors are called, by id. */
  viewer: string;
  names: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  now: number;
};

/** What an account is like, how it signs in, where it is signed in, and which apps may use it. */
export const ProfilePanel = ({ page, user, connections, viewer, names, now }: ProfileProps) => (
  <Panel id="profile" title="Profile">
    <AccountFacts page={page} user={user} />
    <h2>Accounts at providers</h2>
    <IdentitiesList page={page} identities={user.identities} />
    <h2>Second steps</h2>
    <RemovalNotice page={page} user={user} viewer={viewer} names={names} />
    <Listed none="None.">
      {user.factors.map((factor) => (
        <Row icon={factor.kind === 'totp' ? 'phone' : 'key'}>
          <h3>{factor.kind === 'totp' ? 'Authenticator app' : 'Passkey'}</h3>
          <p class="hint">
            {factor.label !== null && <bdi>{factor.label}</bdi>} Last used:{' '}
            <When page={page} at={factor.last_used_at} none="never" />
          </p>
        </Row>
      ))}
    </Listed>
    <h2>Sessions</h2>
    <SessionsTimeline page={page} sessions={user.sessions} now={now} />
    <Listed none="Not signed in anywhere.">
      {user.sessions.map((session) => (
        <SessionRow page={page} session={session} now={now} />
      ))}
    </Listed>
    <h2>Apps</h2>
    <Listed none="No app may use this account.">
      {connections.map(({ clientId, name, scope, since }) => (
        <Row icon="globe">
          <h3>
            <bdi>{name ?? clientId}</bdi>
          </h3>
          <p class="hint">
            Since <Time at={since}>{shortMoment(since, page)}</Time>, for{' '}
            <bdi>{[...scopesOf(scope)].join(', ')}</bdi>
          </p>
        </Row>
      ))}
    </Listed>
  </Panel>
);

/** A list, or what stands for an empty one. */
const Listed = ({ none, children }: { none: string; children: Child[] }) =>
  children.length === 0 ? <p class="soft">{none}</p> : <Rows>{children}</Rows>;

const AccountFacts = ({ page, user }: About) => (
  <Facts>
    <Fact name="Address confirmed">
      <When page={page} at={user.email_verified_at} none="Not yet" />
    </Fact>
    <Fact name="Created">
      <When page={page} at={user.created_at} />
    </Fact>
    <Fact name="Last sign-in">
      <When page={page} at={user.last_login_at} />
    </Fact>
    <Fact name="Roles">{user.roles.map((role) => ROLE_NAMES[role]).join(', ')}</Fact>
    <Fact name="Password">
      {user.has_password ? <When page={page} at={user.password_changed_at} none="Set" /> : 'None'}
      {user.password_breached_at !== null && ' (found in a breach)'}
    </Fact>
    <Fact name="Recovery codes left">{user.recovery_codes_left}</Fact>
    <Fact name="Locked by an admin until">
      <When page={page} at={user.locked_until} none="Not locked" />
    </Fact>
    <Fact name="Locked after tries until">
      <When page={page} at={user.locked_out_until} none="Not locked" />
    </Fact>
    <Fact name="Username">
      {user.username === null ? 'None' : <bdi dir="ltr">{user.username}</bdi>}
    </Fact>
    <Fact name="Full name">{user.full_name === '' ? 'None' : <bdi>{user.full_name}</bdi>}</Fact>
    <Fact name="Language and time zone">
      {user.locale ?? 'Any'}, {user.timezone}
    </Fact>
    <Fact name="ID">
      <span class="mono small">{user.id}</span>
    </Fact>
  </Facts>
);

/** A removal of factors that waits for its time. */
const RemovalNotice = ({
  page,
  user: { id, factor_removal: waiting },
  viewer,
  names,
}: About & Pick<ProfileProps, 'viewer' | 'names'>) =>
  waiting && (
    <Notice kind="warn" title="Their removal is under way">
      <p>
        All of them go on <When page={page} at={waiting.due_at} />, unless the owner or an admin
        stops it. Who asked:{' '}
        <Actor
          event={{
            actor: waiting.actor_id === id ? 'user' : 'administrator',
            actor_id: waiting.actor_id,
          }}
          viewer={viewer}
          names={names}
        />
        {waiting.reason !== null && (
          <>
            : “<bdi>{waiting.reason}</bdi>”
          </>
        )}
      </p>
    </Notice>
  );

const SessionRow = ({
  page,
  session,
  now,
}: {
  page: PageContext;
  session: UserDetails['sessions'][number];
  now: number;
}) => {
  const { device_name: named, device_type: deviceType, ip_address: address } = session;
  const kind = deviceInWords(page, session);
  const used = fromIso(session.last_activity_at);
  return (
    <Row icon={deviceIcon({ deviceType })}>
      <h3>
        <bdi>{named ?? kind}</bdi>
      </h3>
      <p class="hint">
        {named !== null && `${kind}. `}
        <bdi>{placeInWords(page, session) ?? address ?? 'Unknown place'}</bdi>. Signed in{' '}
        {session.is_verified && 'with two steps '}on <When page={page} at={session.created_at} />,
        last used <Time at={used}>{ago(used, now, page)}</Time>, ends on{' '}
        <When page={page} at={session.expires_at} />
      </p>
    </Row>
  );
};
