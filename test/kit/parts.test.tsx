import { describe, expect, it } from 'vitest';
import { Address } from '../../src/kit/address.tsx';
import { doorSample, pageContext, shellSample } from './samples.tsx';

const HOSTILE = `"><script>alert(1)</script>'&<b onclick="x">\u202e`;
const page = pageContext({
  csrfToken: HOSTILE,
  returnTo: `/back?${HOSTILE}`,
  here: `/sign-in?q=${HOSTILE}`,
  brand: { ...pageContext().brand, appName: HOSTILE },
});
const sample = { page, text: HOSTILE, passkey: { challenge: HOSTILE } };
const wrong = (...fields: string[]) => fields.map((field) => ({ field, message: HOSTILE }));

type Element = { tag: string; attributes: Map<string, string> };

/** The elements of a page, by workerd's own parser of HTML. */
async function elementsOf(html: string): Promise<Element[]> {
  const elements: Element[] = [];
  const note = (element: { tagName: string; attributes: Iterable<string[]> }) => {
    const attributes = [...element.attributes].map(([name = '', value = '']) => [name, value]);
    elements.push({ tag: element.tagName, attributes: new Map(attributes as [string, string][]) });
  };
  await new HTMLRewriter().on('*', { element: note }).transform(new Response(html)).text();
  return elements;
}

describe.each([
  ['a door', doorSample, wrong('email', 'password')],
  ['a shell', shellSample, wrong('new_password')],
])('%s with every part', (_name, render, errors) => {
  const html = String(render({ ...sample, errors }));

  it('escapes what people and companies have called things', async () => {
    const elements = await elementsOf(html);
    const scripts = elements.filter(({ tag }) => tag === 'script');
    expect(scripts.map(({ attributes }) => [...attributes.keys()])).toEqual([['src', 'defer']]);
    const names = elements.flatMap(({ attributes }) => [...attributes.keys()]);
    expect(names.filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
    expect(html).not.toContain('<b onclick');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('has each id once, and refers only to ids that it has', async () => {
    const elements = await elementsOf(html);
    const all = (name: string) => elements.flatMap((one) => one.attributes.get(name) ?? []);
    const ids = all('id');
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const references = [
      ...['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'commandfor'].flatMap(all),
      ...['data-checks', 'data-strength'].flatMap(all),
      ...all('href').flatMap((href) => /^#(.+)$/.exec(href)?.[1] ?? []),
      ...all('data-copy').map((selector) => selector.slice(1)),
    ].flatMap((list) => list.split(' '));
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
    expect(references.length).toBeGreaterThan(5);
  });

  it('ties each control to a label', async () => {
    const labels = new Set<string>();
    const controls: string[] = [];
    let inLabel = false;
    const bare: string[] = [];
    await new HTMLRewriter()
      .on('label', {
        element(label) {
          inLabel = true;
          labels.add(label.getAttribute('for') ?? '');
          label.onEndTag(() => {
            inLabel = false;
          });
        },
      })
      .on('input:not([type=hidden]), select, textarea', {
        element(control) {
          const id = control.getAttribute('id') ?? '';
          controls.push(id);
          const named = inLabel || control.hasAttribute('aria-label') || labels.has(id);
          if (!named) bare.push(id);
        },
      })
      .transform(new Response(html))
      .text();
    expect(bare).toEqual([]);
    expect(controls.length).toBeGreaterThan(2);
  });

  it('names hint, then error, in the description of a wrong field', async () => {
    const fields = (await elementsOf(html)).filter(
      ({ attributes }) => attributes.get('aria-invalid') === 'true',
    );
    expect(fields.length).toBeGreaterThan(0);
    for (const { attributes } of fields) {
      const id = attributes.get('id') ?? '';
      expect([`${id}-err`, `${id}-hint ${id}-err`]).toContain(attributes.get('aria-describedby'));
    }
  });

  it('asks for nothing of its own but one style sheet and one script', async () => {
    const elements = await elementsOf(html);
    const loads = elements.filter(({ tag }) =>
      ['link', 'script', 'img', 'iframe', 'style', 'base', 'object'].includes(tag),
    );
    const urls = loads.map(
      ({ attributes }) => attributes.get('src') ?? attributes.get('href') ?? 'inline',
    );
    expect(urls).toEqual([
      'data:,',
      expect.stringMatching(/^\/assets\/page\.[\w-]{16}\.css$/),
      expect.stringMatching(/^\/assets\/page\.[\w-]{16}\.js$/),
    ]);
  });

  it('has one heading, one main and the token in each form that posts', async () => {
    const elements = await elementsOf(html);
    const count = (tag: string) => elements.filter((one) => one.tag === tag).length;
    expect([count('h1'), count('main'), count('title')]).toEqual([1, 1, 1]);
    const posts = elements.filter(({ attributes }) => attributes.get('method') === 'post');
    const tokens = elements.filter(({ attributes }) => attributes.get('name') === 'csrf_token');
    expect(tokens).toHaveLength(posts.length);
    expect(html).toContain('<title>Error: ');
  });

  it('hides what needs script until the script shows it', async () => {
    for (const { tag, attributes } of await elementsOf(html)) {
      const needsScript =
        attributes.get('class') === 'peek' ||
        ['data-copy', 'data-print', 'data-strength', 'data-passkey-only', 'data-passkey-told'].some(
          (name) => attributes.has(name),
        );
      if (needsScript) expect([tag, attributes.has('hidden')]).toEqual([tag, true]);
    }
  });
});

describe('a logo', () => {
  it('is the company’s own, or its initial as people count letters', () => {
    const brand = (about: object) => ({ brand: { ...pageContext().brand, ...about } });
    const door = (about: object) =>
      String(doorSample({ ...sample, page: pageContext(brand(about)), errors: [] }));
    expect(door({ appName: ' émile' })).toContain('<span class="tile" aria-hidden="true">É<');
    expect(door({ logoUrl: 'https://cdn.example/l.svg' })).toContain(
      '<img src="https://cdn.example/l.svg" alt="" height="32"/>',
    );
    expect(door({ returnUrl: null })).toContain('<span class="logo">');
    expect(door({})).toContain('<a class="logo" href="https://fernhill.example/">');
  });
});

describe('an address', () => {
  it('may be broken behind its parts, and is one text all the same', () => {
    const html = String(<Address of="ines.duarte@mail.example.com" />);
    const parts = 'ines.<wbr/>duarte@<wbr/>mail.<wbr/>example.<wbr/>com';
    expect(html).toBe(`<bdi dir="ltr">${parts}</bdi>`);
    expect(String(<Address of={HOSTILE} />)).not.toContain('<script>');
  });
});
