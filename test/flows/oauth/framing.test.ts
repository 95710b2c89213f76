import { expect, it } from 'vitest';
import { addClient, authorizePath, visit } from '../../support/oauth.ts';
import { signedIn } from '../../support/oauth-world.ts';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';

it('no page on the way to a client or out can be framed, kept or given foreign content', async () => {
  const { app, browser } = await signedIn();
  const client = await addClient(app);
  const consent = await visit(browser, authorizePath(client));
  const pages: [string, OpenPage][] = [
    ['sign-in', await visit(createPageClient(app), authorizePath(client))],
    ['consent', consent],
    ['a request that is stray', await visit(browser, authorizePath({ id: 'nobody' }))],
    ['a request that is over', await browser.open('/oauth/continue?request=x')],
    ['the way back', await browser.submit(consent, {}, { press: 'Allow' })],
    ['a refused form', await browser.submit(consent, { csrf_token: 'x' }, { press: 'Allow' })],
    ['connections', await browser.open('/account/connections')],
    ['sign-out', await visit(browser, '/oauth/end-session')],
    ['a proof', await browser.open('/account/step-up')],
  ];
  for (const [name, { headers, html }] of pages) {
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect([name, policy.includes("frame-ancestors 'none'")]).toEqual([name, true]);
    expect([name, policy.includes("form-action 'self'")]).toEqual([name, true]);
    expect([name, headers.get('X-Frame-Options')]).toEqual([name, 'DENY']);
    expect([name, headers.get('Cache-Control')]).toEqual([name, 'no-store']);
    expect([name, headers.get('Referrer-Policy')]).toEqual([
      name,
      expect.toBeOneOf(['no-referrer', 'strict-origin']),
    ]);
    expect([name, html.match(/(?:src|srcset|data)="(?:https?:)?\/\/[^"]+/g)]).toEqual([name, null]);
  }
});

it('nor has an answer that redirects a page to frame', async () => {
  const { app, browser } = await signedIn();
  const client = await addClient(app, { firstParty: true });
  const page = await visit(browser, authorizePath(client, { prompt: 'none' }));
  expect([page.status, page.html, page.headers.get('X-Frame-Options')]).toEqual([303, '', 'DENY']);
});
