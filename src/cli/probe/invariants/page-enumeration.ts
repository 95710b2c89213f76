import { cookieHeader, LimitedError } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { keepCookies, open, send, tokenOn, type Visitor } from '../pages.ts';

/** Forms that anyone may send about an address, and where they are. */
const QUESTIONS: Record<string, string> = {
  '/forgot-password': '/forgot-password',
  '/sign-in/code/send': '/sign-in/code',
  '/sign-up/resend': '/sign-up/resend',
};

async function enumeration(world: World): Promise<Finding> {
  const { email } = await world.people.verified('sessions');
  const faults: string[] = [];
  let count = 0;
  for (const [path, page] of Object.entries(QUESTIONS))
    try {
      const known = await askOn(world, { path, page }, email);
      const unknown = await askOn(world, { path, page }, world.people.freshAddress());
      count++;
      if (known !== unknown) faults.push(path);
    } catch (error) {
      // Limits of the API count here too.
      if (!(error instanceof LimitedError)) throw error;
    }
  return judgeFaults(count, 'forms', faults);
}

type Question = { path: string; page: string };

/** What a form about an address is answered, and what the page says that it leads to. */
async function askOn(world: World, { path, page }: Question, email: string): Promise<string> {
  const visitor: Visitor = { cookie: '' };
  const form = { email, csrf_token: await tokenOn(world, visitor, page) };
  const answer = await send(world, visitor, path, { form });
  keepCookies(visitor, answer);
  const to = answer.headers.get('Location') ?? page;
  const next = await open(world, visitor, to);
  const text = next.text
    // Where a long address may be broken.
    .replaceAll(/<wbr ?\/?>/g, '')
    .replaceAll(email, '')
    .replaceAll(/(name="csrf_token" value=")[^"]*/g, '$1');
  const set = cookieHeader(answer.cookies, /./).replaceAll(/=[^;]*/g, '');
  return JSON.stringify([answer.status, to, set, next.status, text]);
}

/** After the questions of the API, whose limits it shares. */
export const pageEnumerationInvariants: Invariant[] = [
  { name: 'pages-enumeration', expected: 'known and unknown alike', measure: enumeration },
];
