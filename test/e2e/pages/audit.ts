import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { directionOf, type Language } from '../../../src/words/language.ts';
import { order } from './order.ts';
import type { State } from './state.ts';
import type { Visitor } from './visitor.ts';

/** Bytes that a cold page may weigh over the wire with style and script (issue 15). */
const MOST_BYTES = 20 * 1024;

/** WCAG 2.2 AA, and what axe holds to be good practice. */
const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

/** What may differ in the dark. */
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };

type Finding = { id: string; nodes: { html: string; failureSummary: string }[] };

/** What is wrong with a page in one of its states: one line each, none if all is well. */
export async function audit(visitor: Visitor, state: State): Promise<string[]> {
  const { page, complaints, strangers } = visitor;
  const found = [
    ...complaints.map((text) => `complains: ${text}`),
    ...strangers.map((url) => `asks elsewhere: ${url}`),
    ...(await frame(visitor, state)),
    ...(await order(page)),
    ...weight(visitor),
  ];
  // All but the menu of languages, which covers what stands above it while it is open.
  await page.evaluate(
    "for (const one of document.querySelectorAll('details:not(.foot *)')) one.open = true",
  );
  found.push(...(await reflow(page)), ...(await still(page)), ...(await forced(page)));
  // axe waits by timers, which need script.
  if (state.script === false) return found;
  found.push(...(await axeOn(page, RULES)));
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await axeOn(page, COLOURS)).map((finding) => `dark: ${finding}`));
  return found;
}

async function axeOn(page: Page, rules: object): Promise<string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  const run = `axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) => violations)`;
  const findings = (await page.evaluate(run)) as Finding[];
  return findings.map(
    ({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary ?? ''}`,
  );
}

/** Title, language, one heading, style, and the focus on the summary of errors. */
async function frame({ page, language }: Visitor, { wrong = false }: State): Promise<string[]> {
  const seen = (await page.evaluate(`({
    title: document.title,
    lang: document.documentElement.lang,
    dir: getComputedStyle(document.body).direction,
    headings: document.querySelectorAll('h1').length,
    styled: [...document.styleSheets].some((sheet) => sheet.cssRules.length > 50),
    summaries: document.querySelectorAll('main .note.bad').length,
    focused: document.activeElement.matches('.note.bad'),
    ways: document.querySelectorAll('main a[href], main button').length,
    small: [...document.querySelectorAll('main .btn')]
      .map((button) => [...button.childNodes].filter((one) => !one.matches?.('.sr'))
        .map((one) => one.textContent).join('').trim())
      .filter((text) => /^\\p{Ll}/u.test(text)).join(', '),
  })`)) as Record<string, unknown>;
  const { title, lang, dir, headings, styled, summaries, focused, ways, small } = seen;
  // The console speaks English to everybody.
  const spoken = new URL(page.url()).pathname.startsWith('/admin') ? 'en' : (language as Language);
  return [
    title === '' && 'has no title',
    lang !== spoken && `is in ${lang}`,
    dir !== directionOf(spoken) && `runs ${dir}`,
    headings !== 1 && `has ${headings} headings of the first rank`,
    styled !== true && 'has no style',
    ways === 0 && 'leads nowhere',
    small !== '' && `has buttons that begin small: ${small}`,
    wrong && summaries !== 1 && `has ${summaries} summaries of errors`,
    wrong && focused !== true && 'does not focus the summary of errors',
  ].filter((one) => one !== false);
}

function weight({ weights }: Visitor): string[] {
  const bytes = [...weights.values()].reduce((sum, one) => sum + one, 0);
  const parts = [...weights].map((pair) => pair.join(' ')).join(', ');
  return bytes <= MOST_BYTES ? [] : [`weighs ${bytes}: ${parts}`];
}

/**
 * A phone of 320 px and one of 390, a desktop, and its text at twice the size (zoomed to 200 %).
 */
async function reflow(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [width, size] of [
    [320, '100%'],
    [390, '100%'],
    [1280, '100%'],
    [640, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
    const wide = (await page.evaluate(WIDE)) as string;
    if (wide !== '') found.push(`scrolls sideways at ${width} px and ${size}: ${wide}`);
    const out = (await page.evaluate(OUT)) as string[];
    found.push(...out.map((one) => `sticks out of its box at ${width} px and ${size}: ${one}`));
  }
  await page.evaluate("document.documentElement.style.fontSize = ''");
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

/** The elements that stick out; empty if the page needs no scrolling sideways. */
const WIDE = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const out = [...document.querySelectorAll('body *')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > clientWidth + 1 || left < -1;
  });
  return scrollWidth + ' ' + out.slice(-3).map((element) => element.outerHTML.slice(0, 120)).join(' ');
})()`;

/** What has more text than it has room for, so that the text runs over its edge. */
const OUT = `[...document.querySelectorAll(
    'a, button, dd, dt, h1, h2, h3, label, p, summary, td, th, time, .tag')]
  .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
  .filter((element) => element.checkVisibility() && !element.matches('.sr, .skip'))
  .map((element) => element.scrollWidth + ' of ' + element.clientWidth + ' ' + element.outerHTML.slice(0, 120))`;

/** Nothing moves for people who asked for less motion. */
async function still(page: Page): Promise<string[]> {
  const moving = (await page.evaluate(`[...document.querySelectorAll('*')].filter((element) => {
    const { transitionDuration, animationDuration } = getComputedStyle(element);
    return [transitionDuration, animationDuration].join(', ').split(', ')
      .some((time) => Number.parseFloat(time) > 0.01);
  }).map((element) => element.outerHTML.slice(0, 80))`)) as string[];
  return moving.map((element) => `moves: ${element}`);
}

/** With forced colours, buttons and fields have a border, and the focus can be seen. */
async function forced(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const bare = (await page.evaluate(`[...document.querySelectorAll('.btn, .in')]
    .filter((element) => element.checkVisibility() && !element.matches('.btn.text'))
    .filter((element) => getComputedStyle(element).borderTopStyle === 'none')
    .map((element) => 'has no border: ' + element.outerHTML.slice(0, 80))`)) as string[];
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(`(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const seen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    return seen ? '' : 'shows no focus: ' + element.outerHTML.slice(0, 120);
  })()`);
  await page.emulateMedia({ forcedColors: null });
  return [...bare, ...(outline === '' ? [] : [String(outline)])].map(
    (one) => `forced colours: ${one}`,
  );
}
