import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { open, send, signedInVisitor, tokenOn, type Visitor } from '../pages.ts';

const ATTACKER = 'probe-attacker.example';
const PROFILE = '/account/profile';
const SIGNED_IN = [
  PROFILE,
  ...['/account/security', '/account/sessions', '/account/activity', '/account/data'],
];

/** Forms that other pages make a browser send. */
async function csrf(world: World): Promise<Finding> {
  const { origin } = new URL(world.url);
  const visitor = await signedInVisitor(world);
  const token = await tokenOn(world, visitor, PROFILE);
  const foreign = await tokenOn(world, { cookie: '' }, '/sign-in');
  const attempts: [string, Record<string, string>, Record<string, string>][] = [
    ['without a token', {}, {}],
    ['with the token of another browser', { csrf_token: foreign }, {}],
    ['from nowhere', { csrf_token: token }, { Origin: 'null' }],
    ['from elsewhere', { csrf_token: token }, { Origin: `https://${ATTACKER}` }],
    ['from a sibling', { csrf_token: token }, { Origin: `${origin}.${ATTACKER}` }],
  ];
  const faults: string[] = [];
  for (const path of [PROFILE, '/sign-out'])
    for (const [name, fields, headers] of attempts) {
      const form = { display_name: 'Forged', ...fields };
      const { status } = await send(world, visitor, path, { form, headers });
      if (status !== 403) faults.push(`${path} ${name}: ${status}`);
    }
  const page = await open(world, visitor, PROFILE);
  if (page.status !== 200 || page.text.includes('Forged')) faults.push('a form was taken');
  const own = { csrf_token: token, display_name: 'Own' };
  const { status } = await send(world, visitor, PROFILE, { form: own });
  if (status !== 303) faults.push(`the own form: ${status}`);
  return judgeFaults(2 * attempts.length + 1, 'forms', faults);
}

/** What keeps a page out of frames, and a form at home. */
const FRAMING: Record<string, RegExp> = {
  'X-Frame-Options': /^DENY$/,
  'Content-Security-Policy':
    /(?=.*frame-ancestors 'none')(?=.*form-action 'self')(?=.*default-src 'none')/,
  'X-Content-Type-Options': /^nosniff$/,
  'Referrer-Policy': /^strict-origin$/,
};

async function framing(world: World): Promise<Finding> {
  const visitor = await signedInVisitor(world);
  const nobody = ['/', '/sign-in', '/sign-up', '/forgot-password', '/sign-out', '/probe-nowhere'];
  const faults: string[] = [];
  const looks: [Visitor, string][] = [
    ...nobody.map((path): [Visitor, string] => [{ cookie: '' }, path]),
    ...SIGNED_IN.map((path): [Visitor, string] => [visitor, path]),
  ];
  for (const [who, path] of looks) {
    const { headers } = await open(world, who, path);
    for (const [name, rule] of Object.entries(FRAMING))
      if (!rule.test(headers.get(name) ?? '')) faults.push(`${path}: ${name}`);
  }
  return judgeFaults(looks.length, 'pages', faults);
}

async function noStore(world: World): Promise<Finding> {
  const visitor = await signedInVisitor(world);
  const faults: string[] = [];
  for (const path of SIGNED_IN) {
    const { status, headers } = await open(world, visitor, path);
    const kept = headers.get('Cache-Control') ?? 'nothing';
    if (status !== 200 || !/no-store/.test(kept)) faults.push(`${path}: ${status}, ${kept}`);
  }
  return judgeFaults(SIGNED_IN.length, 'pages', faults);
}

export const pageInvariants: Invariant[] = [
  { name: 'pages-csrf', expected: 'other pages change nothing', measure: csrf },
  { name: 'pages-framing', expected: 'no page in a frame', measure: framing },
  { name: 'pages-no-store', expected: 'no page of a person is kept', measure: noStore },
];
