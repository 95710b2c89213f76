import { Hono } from 'hono';
import { assetRoutes } from '../../src/kit/asset-routes.ts';
import { ASSETS } from '../../src/kit/assets.ts';
import { pageHeaders } from '../../src/kit/page-headers.ts';
import { parseBrandColor } from '../../src/shared/brand-colors.ts';
import { doorSample, pageContext, shellSample } from '../kit/samples.tsx';

const PASSKEY = {
  get: { challenge: 'AAECAw', rpId: 'localhost', userVerification: 'required', timeout: 60_000 },
  create: {
    challenge: 'AAECAw',
    rp: { id: 'localhost', name: 'Fernhill' },
    user: { id: 'dXNlcg', name: 'maya@example.com', displayName: 'Maya' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  },
};

// The brand of a sample is in the path, as the server of a company knows only its own.
const brandOf = (color: string | undefined) => ({
  ...pageContext().brand,
  color: parseBrandColor(color ?? '#176b4d'),
});

const onePage = (color: string) => {
  const page = pageContext({ brand: brandOf(color) });
  const provide = () => ({ appName: 'Fernhill', brand: page.brand });
  const wrong = [
    { field: 'email', message: 'Enter a full email address, such as name@example.com.' },
    { field: 'password', message: 'Enter your password.' },
  ];
  const door = { page, text: 'Fernhill', errors: [], passkey: PASSKEY.get };
  return new Hono()
    .route(ASSETS, assetRoutes(provide))
    .use('/*', pageHeaders(provide))
    .get('/door', (c) => c.html(String(doorSample(door))))
    .get('/wrong', (c) => c.html(String(doorSample({ ...door, errors: wrong }))))
    .get('/shell', (c) =>
      c.html(
        String(shellSample({ page, text: 'YubiKey 5 NFC', errors: [], passkey: PASSKEY.create })),
      ),
    )
    .post('/*', (c) => c.html('<link rel=icon href=data:,><title>Sent</title>', 200));
};

/** The sample pages, of the company whose colour the host's query `?color=` names at `/color`. */
let app = onePage('#176b4d');
export const kitPages = new Hono()
  .get('/color', (c) => {
    app = onePage(c.req.query('is') ?? '#176b4d');
    return c.text('ok');
  })
  .all('*', (c) => app.fetch(c.req.raw));
