import { describe, expect, it } from 'vitest';
import { timezoneSchema } from '../../src/users/profile-schemas.ts';

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Vienna', 'America/Argentina/Buenos_Aires'])('may be %s', (name) => {
    expect(timezoneSchema.parse(name)).toBe(name);
  });

  it.each(['', '+01:00', 'Vienna', 'Europe/Atlantis', '../etc/passwd', 'A'.repeat(65)])(
    'may not be %o',
    (name) => {
      expect(timezoneSchema.safeParse(name).success).toBe(false);
    },
  );
});
