import type { Child } from 'hono/jsx';
import type { ViewUsers } from '../../admin/view-users.ts';
import { inDigits } from '../../kit/chart.tsx';
import { Facts } from '../../kit/lists.tsx';
import { LinkTo, USERS } from '../frame.tsx';
import { compared } from './compared.ts';
import { refusedIn } from './outcomes.ts';
import type { Figures } from './read-overview.ts';

type People = Awaited<ReturnType<ViewUsers['count']>>;

/** What a store did not say. */
export const NotKnown = () => <span class="soft">Not known at the moment</span>;

const Figure = ({
  name,
  n,
  children,
}: {
  name: string;
  n: number | undefined;
  children?: Child;
}) => (
  <div>
    <dt>{name}</dt>
    {n === undefined ? (
      <dd>
        <NotKnown />
      </dd>
    ) : (
      <>
        <dd class="big">{inDigits(n)}</dd>
        {children !== undefined && <dd class="hint">{children}</dd>}
      </>
    )}
  </div>
);

type Numbers = { figures: Figures | null; people: People | null };

/** The period in four numbers. */
export const FourNumbers = ({ figures, people }: Numbers) => {
  const totals = figures?.totals;
  const refused = totals && refusedIn(totals);
  return (
    <section class="panel" aria-label="The period in numbers">
      <Facts>
        <Figure name="Sign-ins" n={totals?.sign_ins.total}>
          {(figures && signInsCompared(figures)) ?? 'Sessions that began'}
        </Figure>
        <Figure name="Refused tries" n={refused}>
          {totals && refused !== undefined && (
            <>
              {shareOf(refused, totals.sign_ins.total)}. {inDigits(totals.lockouts)} ended in a
              lock. <LinkTo href="/admin/events?event_type=account.locked">See them</LinkTo>
            </>
          )}
        </Figure>
        <Figure name="New accounts" n={totals?.sign_ups}>
          {totals && `${inDigits(totals.addresses_verified)} addresses confirmed`}
        </Figure>
        <Figure name="Signed in now" n={people?.sessions.live}>
          Sessions that are open
        </Figure>
      </Facts>
    </section>
  );
};

const signInsCompared = ({ totals, before, period }: Figures): string | null =>
  before && compared(totals.sign_ins.total, before.sign_ins.total, period);

function shareOf(refused: number, done: number): string {
  const tries = refused + done;
  if (tries === 0) return 'No tries';
  return `${Math.round((1000 * refused) / tries) / 10}% of all tries`;
}

/** Who has an account, each number with the way to them. */
export const PeoplePanel = ({ people }: { people: People | null }) => {
  const users = people?.users;
  return (
    <section class="panel flow" aria-labelledby="people">
      <h2 id="people">Accounts now</h2>
      <Facts>
        <Figure name="All" n={users?.total}>
          <a href={USERS}>See all</a>
        </Figure>
        <Figure name="Not confirmed" n={users?.unverified}>
          <a href={`${USERS}?status=unverified`}>See who is not confirmed</a>
        </Figure>
        <Figure name="Disabled" n={users?.disabled}>
          <a href={`${USERS}?status=disabled`}>See who is disabled</a>
        </Figure>
        <Figure name="Locked by an admin" n={users?.locked}>
          <a href={`${USERS}?status=locked`}>See who is locked</a>
        </Figure>
        <Figure name="With a second step" n={users?.second_factor}>
          {users && users.total > 0 && `${Math.round((100 * users.second_factor) / users.total)}%`}
        </Figure>
        <Figure name="Admins" n={users?.admins}>
          <a href={`${USERS}?role=admin`}>See the admins</a>
        </Figure>
      </Facts>
    </section>
  );
};
