import { type Context, Hono } from 'hono';
import { notFound } from '../http/errors.ts';
import { ASSETS, assets } from './assets.ts';
import type { Brand } from './page-context.ts';

export type AssetDeps = { brand: Pick<Brand, 'color'> };

/** A year, in seconds, for browsers to keep it: the name changes with the content. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Serves the style sheet and the script of our pages under their present names. Any other name is
 * not found, so that nobody keeps an answer under a name that it does not belong to.
 */
export const assetRoutes = (provide: (c: Context) => AssetDeps) =>
  new Hono().get('/:file', (c) => {
    const path = `${ASSETS}/${c.req.param('file')}`;
    const asset = Object.values(assets(provide(c).brand)).find((one) => one.path === path);
    if (asset === undefined) throw notFound();
    return c.body(asset.body, 200, { 'Content-Type': asset.type, 'Cache-Control': FOREVER });
  });
