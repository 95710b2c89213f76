import type { AuditView } from '../audit/audit-view.ts';
import { USERS } from './frame.tsx';

type ActorProps = {
  event: Pick<AuditView, 'actor' | 'actor_id'>;
  /** The id of the reader. */
  viewer: string;
  /** What actors are called, by id. */
  names: ReadonlyMap<string, string>;
};

/** Who did it, as far as that is recorded. */
export const Actor = ({ event: { actor, actor_id: id }, viewer, names }: ActorProps) => {
  if (id !== null && id === viewer) return <>You</>;
  if (actor === 'user') return <>The user</>;
  if (actor === null) return <>Service</>;
  if (id === null) return <>An operator</>;
  const name = names.get(id);
  // Events of who is erased keep a pseudonym, which leads nowhere.
  if (name === undefined) return <>An erased account</>;
  return (
    <a href={`${USERS}/${id}`}>
      <bdi>{name}</bdi>
    </a>
  );
};

/** The ids in events that have to be looked up: of those who are neither the user nor unknown. */
export const actorsIn = (events: readonly ActorProps['event'][]): string[] => [
  ...new Set(
    events.flatMap(({ actor, actor_id: id }) =>
      actor === 'administrator' && id !== null ? [id] : [],
    ),
  ),
];
