import { toAdminUserView } from '../admin/admin-user-view.ts';
import type { People } from '../bulk/view-jobs.ts';
import { USERS } from './frame.tsx';
import { nameOfUser } from './user-words.tsx';

type PersonProps = {
  id: string;
  people: People;
  /** The id of the reader. */
  viewer?: string;
};

/** Somebody by their name of today, with the way to them; who is gone has none. */
export const Person = ({ id, people, viewer }: PersonProps) => {
  const user = people.get(id);
  if (id === viewer) return <>You</>;
  if (user === undefined) return <>Somebody whose account is gone</>;
  return (
    <a href={`${USERS}/${id}`}>
      <bdi>{nameOfUser(toAdminUserView(user))}</bdi>
    </a>
  );
};
