import type { AdminUserView } from '../admin/admin-user-view.ts';
import type { PageContext } from '../kit/page-context.ts';
import { Tag } from '../kit/rows.tsx';
import { Time } from '../kit/time.tsx';
import { fromIso } from '../shared/clock.ts';
import type { Role } from '../shared/role.ts';
import { shortMoment } from '../words/dates.ts';

export const ROLE_NAMES: Record<Role, string> = { user: 'User', staff: 'Staff', admin: 'Admin' };

/** What a user calls themselves, else their address. */
export const nameOfUser = ({ display_name: shown, full_name: full, email }: AdminUserView) =>
  shown || full || email;

/** The role that tells most. */
export const roleOf = ({ roles }: AdminUserView): string => ROLE_NAMES[roles.at(-1) ?? 'user'];

/** The state of an account in a word or two. `now` in epoch milliseconds. */
export const StateTags = ({ user, now }: { user: AdminUserView; now: number }) => {
  const isLocked = user.locked_until !== null && fromIso(user.locked_until) > now;
  const isDisabled = user.status === 'disabled';
  return (
    <>
      {isDisabled && <Tag kind="bad">Disabled</Tag>}
      {isLocked && <Tag kind="warn">Locked</Tag>}
      {!user.email_verified && <Tag kind="warn">Not confirmed</Tag>}
      {!isDisabled && !isLocked && user.email_verified && <Tag>Active</Tag>}
    </>
  );
};

/** A time of the API in words, or what stands for none. */
export const When = ({
  page,
  at,
  none = 'Never',
}: {
  page: PageContext;
  at: string | null;
  none?: string;
}) => {
  if (at === null) return <>{none}</>;
  return <Time at={fromIso(at)}>{shortMoment(fromIso(at), page)}</Time>;
};
