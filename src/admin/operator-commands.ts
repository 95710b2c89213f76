import * as z from 'zod';
import type { AuditStore } from '../audit/audit-store.ts';
import { forbidden, notFound, validationError } from '../http/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import type { Role } from '../shared/role.ts';
import type { AddressStore } from '../users/address-store.ts';
import type { ErasureMarks, MarkedPerson } from '../users/erasure-marks.ts';
import { emailSchema, normalizeEmail } from '../users/identifiers.ts';
import type { RegistrationStore } from '../users/registration-store.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { Act, ActOnUser } from './act-on-user.ts';
import { type AdminUserView, toAdminUserView } from './admin-user-view.ts';
import type { SetRoles } from './set-roles.ts';
import type { ViewUsers } from './view-users.ts';

export type OperatorCommandsDeps = {
  users: UserStore;
  addresses: AddressStore;
  registrations: RegistrationStore;
  audit: AuditStore;
  marks: ErasureMarks;
  viewUsers: ViewUsers;
  actOnUser: ActOnUser;
  setRoles: SetRoles;
  flush: () => Promise<object>;
  countExpired: () => Promise<number>;
  exportAccount: (userId: string) => Promise<object>;
  /** Mails a link to set a password, where there is none yet. */
  invite: (email: string) => Promise<void>;
  clock: Clock;
  random: Random;
};
export type OperatorCommands = ReturnType<typeof createOperatorCommands>;

/** Where a command comes from, as the audit trail has it. */
const COMMAND_LINE = {
  ipAddress: null,
  userAgent: 'command line',
  languages: null,
  city: null,
  country: null,
  requestId: 'command-line',
};

/** So many at once are 1,000 keys of KV in ten reads: an invocation has many more. */
const MOST_PEOPLE = 500;
const peopleText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.object({ id: z.string(), emailNormalized: z.string() })).max(MOST_PEOPLE));

function readPeople(text: string): MarkedPerson[] {
  const people = peopleText.safeParse(text).data;
  if (people === undefined) throw validationError({ detail: 'This is no list of people.' });
  return people;
}

/** Whether there is a command of that name. */
export function isCommand(
  commands: OperatorCommands,
  name: string,
): name is keyof OperatorCommands {
  return Object.hasOwn(commands, name);
}

/** What those who run the service do from the command line. Throws `not_found`, `validation_error`, `forbidden`, `storage_unavailable`. */
export function createOperatorCommands(deps: OperatorCommandsDeps) {
  const {
    users,
    addresses,
    registrations,
    audit,
    marks,
    viewUsers,
    actOnUser,
    setRoles,
    flush,
    countExpired,
    exportAccount,
    invite,
    clock,
    random,
  } = deps;
  const about = { actorId: null, reason: 'command line', client: COMMAND_LINE };

  async function find(email: string): Promise<User> {
    const user = await users.findByEmail(normalizeEmail(email));
    if (user === null) throw notFound({ detail: `Nobody has the address ${email}.` });
    return user;
  }

  async function give(user: { id: string; roles: Role[] }, role: Role): Promise<AdminUserView> {
    return toAdminUserView(
      await setRoles({ userId: user.id, roles: [...user.roles, role], ...about }),
    );
  }

  async function act(email: string, name: Act): Promise<AdminUserView> {
    return toAdminUserView(
      await actOnUser({ userId: (await find(email)).id, act: name, ...about }),
    );
  }

  async function add(email: string): Promise<string> {
    const now = clock();
    const id = random.uuidAt(now);
    const event = {
      type: 'user.registered',
      userId: id,
      actorId: null,
      origin: COMMAND_LINE,
      at: now,
    } as const;
    const nameless = {
      username: null,
      usernameNormalized: null,
      firstName: '',
      lastName: '',
      displayName: '',
      timezone: 'UTC',
      locale: null,
    };
    const agreed = { termsAcceptedAt: null, privacyPolicyAcceptedAt: null };
    await registrations.add(
      {
        id,
        email,
        emailNormalized: normalizeEmail(email),
        passwordHash: null,
        ...nameless,
        ...agreed,
        registeredBrowser: null,
        registeredCountry: null,
        createdAt: now,
      },
      [audit.recordWhenStatement(event, users.existsCondition(id))],
    );
    return id;
  }

  return {
    /**
     * Adds an account that is an admin, if there is none of that address, and mails it a link to set a password. The operator
     * vouches for the address; a password that was set before anybody proved it counts no more.
     */
    async create(given: string): Promise<AdminUserView> {
      const email = emailSchema.safeParse(given).data;
      if (email === undefined) throw validationError({ detail: `${given} is no e-mail address.` });
      const { owner, registrations: waiting } = await addresses.listHolders(normalizeEmail(email));
      if (owner !== null) {
        const made = await give(owner, 'admin');
        if (owner.passwordHash === null) await invite(owner.email);
        return made;
      }
      // Who signed in to an address that nobody has proved is not known: that account may lead to no admin.
      const unused = waiting.find(({ hasSessions }) => !hasSessions);
      const id = unused?.id ?? (await add(email));
      return give(await actOnUser({ userId: id, act: 'verify-email', ...about }), 'admin');
    },

    /** Makes an admin of somebody who has proved the address. */
    async promote(email: string): Promise<AdminUserView> {
      const user = await find(email);
      if (user.emailVerifiedAt === null)
        throw forbidden({
          detail: `Nobody has proved to have the address ${email}; use create to vouch for it.`,
        });
      return give(user, 'admin');
    },

    unlock: (email: string) => act(email, 'unlock'),
    endSessions: (email: string) => act(email, 'terminate-sessions'),
    export: async (email: string) => exportAccount((await find(email)).id),
    stats: () => viewUsers.count(),
    flush: () => flush(),
    /** How many rows a flush would delete. */
    expired: () => countExpired(),

    /** Of people whom an import is about to bring, as JSON, the ids of those who were erased here. */
    erased: async (people: string) => marks.findErased(readPeople(people)),
  };
}
