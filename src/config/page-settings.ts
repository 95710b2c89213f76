import * as z from 'zod';
import { originList, webUrl } from './kinds.ts';

/** A colour that can be nothing but a colour: it is written into a style sheet. */
const COLOUR =
  /^(?:#(?:[\da-f]{3}|[\da-f]{6})|(?:rgb|hsl|oklch|oklab|lch|lab)\([\d\s.,%+-]{1,60}\))$/i;
/** Schemes that run code, or show a file, instead of leading somewhere. */
const NOWHERE = /^(?:javascript|data|vbscript|blob|file|about):/;

/** How pages look, and where they lead. */
export const pageSettings = {
  RETURN_ORIGINS: originList()
    .refine(
      (origins) => !origins.some((origin) => NOWHERE.test(origin)),
      'has a scheme that leads nowhere',
    )
    .describe('Where `return_to` may lead, beside `APP_RETURN_URL`.'),
  APP_RETURN_URL: webUrl()
    .optional()
    .describe('The app: where "Back to …" leads, and its origin a place for `return_to`.'),
  BRAND_COLOR: z
    .string()
    .regex(COLOUR, 'is no colour like #1d4ed8 or oklch(50% 0.2 260)')
    .optional()
    .meta({ takes: 'CSS colour' })
    .describe('The colour of buttons and links, which is bent as far as contrast needs.'),
  BRAND_LOGO_URL: webUrl().optional().describe('The logo, shown 32 pixels high.'),
  SUPPORT_URL: z
    .url({ protocol: /^(?:https?|mailto)$/ })
    .optional()
    .meta({ takes: 'URL, `mailto:` too' })
    .describe('Help, linked from every page.'),
  TERMS_URL: webUrl().optional().describe('The terms of use, linked from every page.'),
  PRIVACY_URL: webUrl().optional().describe('The privacy notice, linked from every page.'),
};
