import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { MAIL_KINDS } from '../../src/mail/mail-kind.ts';
import { createServices } from '../../src/wiring/services.ts';

const shown = async () =>
  Promise.all(
    createServices({ env, defer: () => undefined })
      .mailPreviews('en')
      .map(async ({ render }) => (await render()).about?.kind),
  );
/** Kinds that no preview shows. */
const unseen = (kinds: readonly string[], previews: (string | undefined)[]) =>
  kinds.filter((kind) => !previews.includes(kind));

it('every kind of mail has a preview, and a kind without one is found', async () => {
  const previews = await shown();
  expect(unseen(MAIL_KINDS, previews)).toEqual([]);
  expect(unseen([...MAIL_KINDS, 'planted'], previews)).toEqual(['planted']);
});
