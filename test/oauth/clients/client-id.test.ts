import { describe, expect, it } from 'vitest';
import { clientIdOfForm, makeClientId } from '../../../src/oauth/clients/client-id.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const ID = /^c-[\da-f]{24}$/;

describe('the id of a client', () => {
  it('is 96 random bits after a mark that no id of a user has', () => {
    const bytes = (length: number) => new Uint8Array(length).fill(0xab);
    expect(makeClientId({ ...systemRandom, bytes })).toBe(`c-${'ab'.repeat(12)}`);
  });

  it('is the same however often a form is sent, and another for each form and person', () => {
    const id = clientIdOfForm('ada', 'a-draft');
    expect(id).toMatch(ID);
    expect(clientIdOfForm('ada', 'a-draft')).toBe(id);
    for (const [actor, draft] of [
      ['ada', 'other'],
      ['bob', 'a-draft'],
    ] as const)
      expect(clientIdOfForm(actor, draft)).not.toBe(id);
  });

  it('of a form is made of digests of every alphabet', () => {
    // Some of these digests have `-` or `_`, which plain base64 has not.
    for (let draft = 0; draft < 20; draft++)
      expect(clientIdOfForm('ada', String(draft))).toMatch(ID);
  });
});
