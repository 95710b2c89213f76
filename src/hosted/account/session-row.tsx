import { Button } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Tag } from '../../kit/rows.tsx';
import { Time } from '../../kit/time.tsx';
import type { ShownSession } from '../../sessions/list-sessions.ts';
import { fromIso } from '../../shared/clock.ts';
import { ago, shortMoment } from '../../words/dates.ts';
import { deviceIcon, deviceInWords, placeInWords } from './client-words.ts';
import { waysInWords } from './proof-words.ts';

type SessionRowProps = {
  page: PageContext;
  session: ShownSession;
  isCurrent: boolean;
  /** Epoch milliseconds. */
  now: number;
};

/** One session with what its owner knows it by, and a button that ends it. */
export const SessionRow = ({ page, session, isCurrent, now }: SessionRowProps) => {
  const words = page.words.sessions;
  const kind = deviceInWords(page, session);
  const name = session.device_name ?? kind;
  const end = (
    <Button name="end" value={session.id}>
      {words.end}
      <span class="sr">
        {' '}
        <bdi>{name}</bdi>
      </span>
    </Button>
  );
  return (
    <Row
      icon={deviceIcon({ deviceType: session.device_type })}
      {...(isCurrent ? {} : { actions: end })}
    >
      <h2 class="h3">
        <bdi>{name}</bdi> {isCurrent && <Tag kind="good">{words.thisDevice}</Tag>}{' '}
        {session.is_verified && <Tag>{words.twoSteps}</Tag>}
      </h2>
      <p class="hint">
        {session.device_name !== null && (
          <>
            {kind}
            <br />
          </>
        )}
        <Where page={page} session={session} />
        {!isCurrent && (
          <>
            <Time at={fromIso(session.last_activity_at)}>
              {words.lastUsed(ago(fromIso(session.last_activity_at), now, page))}
            </Time>{' '}
          </>
        )}
        <SignedIn page={page} session={session} />
      </p>
    </Row>
  );
};

/** The place; its address where no place is known. */
const Where = ({ page, session }: Pick<SessionRowProps, 'page' | 'session'>) => {
  const place = placeInWords(page, session);
  if (place === null && session.ip_address === null) return null;
  return (
    <>
      <bdi>{place ?? session.ip_address}</bdi>
      <br />
    </>
  );
};

const SignedIn = ({ page, session }: Pick<SessionRowProps, 'page' | 'session'>) => {
  const words = page.words.sessions;
  const at = fromIso(session.created_at);
  const [when, ways] = [shortMoment(at, page), waysInWords(page, session.amr)];
  return <span>{ways === null ? words.signedIn(when) : words.signedInWith(when, ways)}</span>;
};
