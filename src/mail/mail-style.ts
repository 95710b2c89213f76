import { brandColors } from '../shared/brand-colors.ts';

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;";
/** Body text and secondary text. */
export const TEXT = `${FONT}font-size:16px;line-height:24px`;
export const SMALL = `${FONT}font-size:14px;line-height:21px`;

/** Colours of one scheme, each `#rrggbb`. */
export type Scheme = {
  page: string;
  card: string;
  line: string;
  ink: string;
  soft: string;
  accent: string;
  fill: string;
  onFill: string;
};
export type Schemes = Record<'light' | 'dark', Scheme>;

/**
 * The tokens of `kit/page.css`, computed: mail clients know neither `light-dark()` nor variables.
 */
const LIGHT = {
  page: '#faf9f7',
  card: '#ffffff',
  line: '#e3dfda',
  ink: '#24211d',
  soft: '#5e5952',
};
const DARK = {
  page: '#141311',
  card: '#1d1b19',
  line: '#363330',
  ink: '#edebe8',
  soft: '#b3aea7',
};

/** Returns the colours of a company's mails; null for the default colour. */
export function schemesOf(color: string | null): Schemes {
  const { light, dark } = brandColors(color);
  return { light: { ...LIGHT, ...light }, dark: { ...DARK, ...dark } };
}

/** The head of a mail without its title. Declares a dark scheme, so that no client invents one. */
export const HEAD = [
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  '<meta name="color-scheme" content="light dark">',
  '<meta name="supported-color-schemes" content="light dark">',
  '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
].join('');

// `prefers-color-scheme` is for Apple's and Mozilla's clients. Outlook marks what it darkens with
// `data-ogsc` (text) and `data-ogsb` (backgrounds). Only `!important` overrides inline styles.
const darkText = (scope: string, dark: Scheme) => `
${scope}.ink { color: ${dark.ink} !important }
${scope}.soft { color: ${dark.soft} !important }
${scope}.link { color: ${dark.accent} !important }
${scope}.cta a { color: ${dark.onFill} !important }`;
const darkGround = (scope: string, dark: Scheme) => `
${scope}.page { background: ${dark.page} !important }
${scope}.card { background: ${dark.card} !important; border-color: ${dark.line} !important }
${scope}.rule { border-color: ${dark.line} !important }
${scope}.cta { background: ${dark.fill} !important; border-color: ${dark.fill} !important }`;

/** The style sheet of a mail: narrow screens, and the dark scheme. */
export const styleOf = ({ dark }: Schemes) => `
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (max-width: 599px) {
.out { padding: 0 !important }
.pad { padding: 24px 20px !important }
.card { border-radius: 0 !important; border-width: 0 0 1px !important }
}
@media (prefers-color-scheme: dark) {${darkText('', dark)}${darkGround('', dark)}
}${darkText('[data-ogsc] ', dark)}${darkGround('[data-ogsb] ', dark)}`;
