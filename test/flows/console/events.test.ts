import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { addTrailEvents } from '../../support/trail-events.ts';

const EVENTS = '/admin/events';

async function console() {
  const app = createTestApp();
  const staff = await official(app, 'staff');
  const person = await somebody(app);
  await app.deliverLedger();
  return { app, person, ...staff };
}

describe('the page of events', () => {
  it('opens with what is risky, and finds by what was asked', async () => {
    const { app, browser, person } = await console();
    const at = app.clock() - 1000;
    await addTrailEvents([
      { type: 'session.refresh_token_reused', at, userId: person.id, ip: '192.0.2.44' },
      { type: 'session.sign_in_failed', at: at + 500, userId: person.id },
    ]);
    const page = await browser.open(EVENTS);
    expect(page.status).toBe(200);
    const [risky, wrong] = ['192.0.2.44', 'Wrong password'].map((said) =>
      page.text.lastIndexOf(said),
    );
    expect(risky).toBeGreaterThan(-1);
    expect(wrong).toBeGreaterThan(risky ?? 0);
    expect(page.links.map(({ href }) => href)).toContain(person.path);
    const found = await browser.submit(
      page,
      { user: person.email, event_type: 'session.refresh_token_reused' },
      { action: EVENTS, press: 'Search' },
    );
    expect(found.text).toContain('192.0.2.44');
    expect(found.forms[0]?.fields).toMatchObject({ user: person.email, order: 'risk' });
  });

  it('goes on page by page, and tells what is new without script', async () => {
    const { app, browser, person } = await console();
    const at = app.clock() - 60_000;
    await addTrailEvents(
      [1, 2, 3].map((n) => ({ type: 'admin.disabled', at: at + n, userId: person.id })),
    );
    const first = await browser.open(`${EVENTS}?limit=2&event_type=admin.disabled`);
    const second = await browser.follow(first, 'Go on');
    expect(second.links.filter(({ href }) => href === person.path)).toHaveLength(1);
    const none = await browser.follow(first, 'What’s new');
    expect(none.headings).toContain('Nothing new');
    await addTrailEvents([
      { type: 'admin.disabled', at: app.clock(), userId: person.id, metadata: { reason: 'fresh' } },
    ]);
    expect((await browser.follow(none, 'What’s new')).text).toContain('fresh');
  });

  it.each([
    ['cursor', 'eyJzdGFnZSI6ImFsbCJ9.AAAAAAAAAAAAAAAAAAAAAA'],
    ['after', 'x'],
    ['event_type', 'no.such'],
    ['risk_level', '%'],
    ['from', 'yesterday'],
    ['limit', '100000'],
  ])('leaves out a %s of %s, and says so', async (name, value) => {
    const { browser } = await console();
    const page = await browser.open(`${EVENTS}?${new URLSearchParams({ [name]: value })}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('We couldn’t read all of that address');
  });

  it('shows what people wrote as text', async () => {
    const { app, browser, person } = await console();
    const evil = '<img src=x onerror=alert(1)>';
    await addTrailEvents([
      {
        type: 'admin.disabled',
        at: app.clock(),
        userId: evil,
        actorId: evil,
        ip: evil,
        metadata: { reason: evil },
      },
      {
        type: 'admin.disabled',
        at: app.clock(),
        userId: person.id,
        actorId: 'javascript:alert(1)',
      },
    ]);
    const page = await browser.open(`${EVENTS}?user=${encodeURIComponent(evil)}`);
    expect(page.text).toContain(evil);
    expect(page.html).not.toContain('<img src=x');
    const other = await browser.open(`${EVENTS}?user=${person.id}&event_type=admin.disabled`);
    expect(
      other.links.map(({ href }) => href).filter((href) => href.startsWith('javascript')),
    ).toEqual([]);
  });
});

describe('a list that is followed', () => {
  it('reads itself again, from the newest, until it is stopped', async () => {
    const { app, browser, person } = await console();
    const first = await browser.open(`${EVENTS}?event_type=admin.disabled`);
    expect(first.headers.get('Refresh')).toBeNull();
    const followed = await browser.follow(first, 'Follow what is new');
    expect(followed.headers.get('Refresh')).toBe('10');
    expect(followed.text).toContain('every ten seconds');
    await addTrailEvents([
      { type: 'admin.disabled', at: app.clock(), userId: person.id, metadata: { reason: 'fresh' } },
    ]);
    expect((await browser.open(followed.url)).text).toContain('fresh');
    const stopped = await browser.follow(followed, 'Stop following');
    expect(stopped.headers.get('Refresh')).toBeNull();
    expect(stopped.forms[0]?.fields).toMatchObject({ event_type: 'admin.disabled' });
  });

  it('is not read again where its address is broken', async () => {
    const { browser } = await console();
    const page = await browser.open(`${EVENTS}?follow=on&risk_level=huge`);
    expect([page.status, page.headers.get('Refresh')]).toEqual([400, null]);
  });
});
