import * as z from 'zod';
import { parseBrandColor } from '../shared/brand-colors.ts';
import { originList, webUrl } from './kinds.ts';

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
    .transform((text, context) => {
      const color = parseBrandColor(text);
      if (color !== null) return color;
      context.addIssue({
        code: 'custom',
        message: 'is no colour like #1d4ed8, rgb(29 78 216) or oklch(50% 0.2 260)',
      });
      return z.NEVER;
    })
    .optional()
    .meta({ takes: '`#rgb`, `rgb()` or `oklch()`' })
    .describe('The colour of buttons and links, bent as far as contrast needs.'),
  BRAND_LOGO_URL: webUrl().optional().describe('The logo, shown 32 pixels high.'),
  SUPPORT_URL: z
    .url({ protocol: /^(?:https?|mailto)$/ })
    .optional()
    .meta({ takes: 'URL, `mailto:` too' })
    .describe('Help, linked from every page.'),
  TERMS_URL: webUrl().optional().describe('The terms of use, linked from every page.'),
  PRIVACY_URL: webUrl().optional().describe('The privacy notice, linked from every page.'),
};
