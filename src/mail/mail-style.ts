const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;";
/** Body text and secondary text. */
export const TEXT = `${FONT}font-size:16px;line-height:24px`;
export const SMALL = `${FONT}font-size:14px;line-height:21px;`;

/**
 * The colours of the pages, computed: mail clients support neither `light-dark()` nor variables.
 */
export const LIGHT = {
  page: '#faf9f7',
  card: '#ffffff',
  line: '#e3dfda',
  ink: '#24211d',
  soft: '#5e5952',
  accent: '#17654a',
  fill: '#17654a',
  onFill: '#ffffff',
};
const DARK = {
  page: '#141311',
  card: '#1d1b19',
  line: '#363330',
  ink: '#edebe8',
  soft: '#b3aea7',
  accent: '#87d3b0',
  fill: '#77c4a1',
  onFill: '#0f1a15',
};

export const BODY = `margin:0;padding:0;background:${LIGHT.page};-webkit-text-size-adjust:100%`;
export const CARD = [
  `max-width:560px;background:${LIGHT.card};border:1px solid ${LIGHT.line}`,
  'border-radius:16px;border-collapse:separate',
].join(';');

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
const darkText = (scope: string) => `
${scope}.ink { color: ${DARK.ink} !important }
${scope}.soft { color: ${DARK.soft} !important }
${scope}.link { color: ${DARK.accent} !important }
${scope}.cta a { color: ${DARK.onFill} !important }`;
const darkGround = (scope: string) => `
${scope}.page { background: ${DARK.page} !important }
${scope}.card { background: ${DARK.card} !important; border-color: ${DARK.line} !important }
${scope}.rule { border-color: ${DARK.line} !important }
${scope}.cta { background: ${DARK.fill} !important; border-color: ${DARK.fill} !important }`;

export const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (max-width: 599px) {
.out { padding: 0 !important }
.pad { padding: 24px 20px !important }
.card { border-radius: 0 !important; border-width: 0 0 1px !important }
}
@media (prefers-color-scheme: dark) {${darkText('')}${darkGround('')}
}${darkText('[data-ogsc] ')}${darkGround('[data-ogsb] ')}`;
