import { describe, expect, it } from 'vitest';
import { HOUR } from '../../src/shared/clock.ts';
import { trailOf } from '../support/sessions.ts';
import { grantIn, NOW, overStorage, type Parts, signIn } from './over-storage.ts';

const LATER = NOW + HOUR;
const ending = { reason: 'logout', now: LATER, trail: trailOf() };
const ended = (id: string) => ['session.ended', id, { reason: 'logout' }, LATER];

const reasonOf = ({ kept }: Parts, id: string) => kept.read(id)?.chain.revokedReason;

/** Three sessions, and a grant in the first. */
function begin(parts: Parts): void {
  for (const id of ['s', 't', 'u']) parts.signIns.open(signIn({ sessionId: id }));
  parts.chains.begin(grantIn('s', 'g'));
  parts.happened();
}

describe('a session that is ended by request', () => {
  it('ends with its grants, each of which is recorded, once', async () => {
    await overStorage((parts) => {
      begin(parts);
      expect(parts.ends.end('s', ending)).toBe(true);
      expect(parts.happened()).toEqual([ended('s'), ended('g')]);
      const reasons = ['s', 'g', 't'].map((id) => reasonOf(parts, id));
      expect(reasons).toEqual(['logout', 'logout', null]);
      expect(parts.ends.end('s', ending)).toBe(false);
      expect(parts.ends.end('unknown', ending)).toBe(false);
      expect(parts.happened()).toEqual([]);
    });
  });

  it('is any but the one that is kept, whether or not there are others', async () => {
    await overStorage((parts) => {
      begin(parts);
      const kept = ['session.others_ended', 't', undefined, LATER];
      expect(parts.ends.endOthers('t', ending)).toBe(3);
      expect(parts.happened()).toEqual([kept]);
      const reasons = ['s', 'g', 'u', 't'].map((id) => reasonOf(parts, id));
      expect(reasons).toEqual(['logout', 'logout', 'logout', null]);
      expect(parts.ends.endOthers('t', ending)).toBe(0);
      expect(parts.happened()).toEqual([kept]);
    });
  });
});

describe('an access token that is revoked', () => {
  const token = { jti: 'j', expiresAt: LATER, sessionId: 's', now: NOW, trail: trailOf() };

  it('is refused until it expires, and recorded once', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.ends.revokeToken(token);
      parts.ends.revokeToken(token);
      expect(parts.versions.isRevoked('j')).toBe(true);
      expect(parts.select('select * from revoked_tokens')).toEqual([
        { jti: 'j', expires_at: LATER },
      ]);
      expect(parts.happened()).toEqual([['token.revoked', 's', { jti: 'j' }, NOW]]);
    });
  });

  it('is kept of no unknown session', async () => {
    await overStorage((parts) => {
      begin(parts);
      parts.ends.revokeToken({ ...token, sessionId: 'unknown' });
      expect(parts.versions.isRevoked('j')).toBe(false);
      expect(parts.happened()).toEqual([]);
    });
  });
});
