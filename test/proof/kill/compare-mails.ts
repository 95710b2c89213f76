import type { TakenMail } from '../mail-server.ts';
import type { Person } from './person.ts';

/**
 * Says which mails are missing, or came more often than they were asked for. An answer that got
 * lost may have sent one.
 */
export function differencesOfMails(
  people: readonly Pick<Person, 'record'>[],
  taken: readonly Pick<TakenMail, 'to' | 'subject'>[],
): string[] {
  return people.flatMap(({ record }) =>
    [...record.mails].flatMap(([name, { told, lost }]) => {
      const count = taken.filter(({ to, subject }) => `${to}\t${subject}` === name).length;
      if (count >= told && count <= told + lost) return [];
      return [`${name.replace('\t', ': ')}: ${count}, told ${told}, lost ${lost}`];
    }),
  );
}
