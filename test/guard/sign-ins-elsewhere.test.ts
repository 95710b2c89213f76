import { describe, expect, it } from 'vitest';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { newSession } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { END, NOW, overStorage, type Parts, signIn } from './over-storage.ts';

/** A sign-in from an address and a country. */
const from = (sessionId: string, place: { country?: string; ipAddress?: string }) =>
  newSession({ id: sessionId, createdAt: NOW, expiresAt: END, ...place });

describe('a sign-in from elsewhere', () => {
  const NEW = 'session.started_from_new_device';
  const open = (parts: Parts, given: Partial<OpenChain>) => {
    parts.happened();
    const { opened, ...rest } = parts.signIns.open(signIn(given));
    const news = parts.happened().find(([type]) => type === NEW);
    return [opened && 'fromNew' in rest && rest.fromNew, news?.[1], news?.[2]];
  };
  const none = [false, undefined, undefined];
  const stranger = { knownDevice: false };

  it('is none if it is the first of the user, here or since they were imported', async () => {
    await overStorage((parts) => expect(open(parts, stranger)).toEqual(none));
    const imported = viewOf({ lastLoginAt: 5, signInEpoch: 9 });
    await overStorage((parts) =>
      expect(open(parts, { ...stranger, user: imported })).toEqual(none),
    );
  });

  it('is one by an unknown device if the row or the guard knows an earlier one', async () => {
    const news = { new_device: true, new_country: false };
    const user = viewOf({ lastLoginAt: 5 });
    await overStorage((parts) =>
      expect(open(parts, { ...stranger, user })).toEqual([true, 's', news]),
    );
    await overStorage((parts) => {
      open(parts, {});
      expect(open(parts, { ...stranger, sessionId: 't' })).toEqual([true, 't', news]);
      expect(open(parts, { sessionId: 'u' })).toEqual(none);
    });
  });

  it('is one from a country that no session is from', async () => {
    await overStorage((parts) => {
      open(parts, { session: from('s', { country: 'NO' }) });
      const again = { sessionId: 't', session: from('t', { country: 'NO' }) };
      expect(open(parts, again)).toEqual(none);
      const abroad = { sessionId: 'u', session: from('u', { country: 'SE' }) };
      const news = { new_device: false, new_country: true };
      expect(open(parts, abroad)).toEqual([true, 'u', news]);
    });
  });

  it('is none by an app in the network that it was in before', async () => {
    await overStorage((parts) => {
      const traits = { ...signIn().traits, delivery: 'body' as const };
      open(parts, { traits, session: from('s', { ipAddress: '192.0.2.1' }) });
      const near = { sessionId: 't', session: from('t', { ipAddress: '192.0.2.9' }) };
      expect(open(parts, { ...stranger, traits, ...near })).toEqual(none);
      const far = { sessionId: 'u', session: from('u', { ipAddress: '198.51.100.1' }) };
      const news = { new_device: true, new_country: false };
      expect(open(parts, { ...stranger, traits, ...far })).toEqual([true, 'u', news]);
    });
  });
});
