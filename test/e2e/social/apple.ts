import type { Page, Request } from 'playwright-core';
import { newcomer } from './people.ts';
import { buttonOf, CONTINUE, signOut, type Visitor, visit, WAYS, type World } from './world.ts';

const CALLBACK = '/sign-in/with/apple/callback';
const named = (what: string) => `Apple: ${what}`;

/** Answers come by a form of another site, and names only once. */
export async function storyOfApple(world: World): Promise<void> {
  const { check, providers, app } = world;
  // Apple writes `email_verified` as a text.
  const ada = { ...newcomer('privaterelay.appleid.com'), email_verified: 'true' };
  const { name: _, given_name: _given, family_name: _family, ...person } = ada;
  const user = { name: { firstName: 'Ada', lastName: 'Lovelace' }, email: ada.email };
  await providers.be('apple', { ...person, user });
  const visitor = await visit(world);
  const { page, go, press, me, says, close } = visitor;

  const asked = watch(page);
  await go('/sign-up');
  await press(buttonOf('apple'), `${providers.origin}/apple/authorize`);
  await press(CONTINUE, `${app}/home`);
  await checkForm(world, asked);
  const first = await me();
  check(named('a relay address gets an account'), first?.email === person.email, first?.email);
  check(named('with the name of the form'), first?.first_name === 'Ada', first?.first_name);

  await signOut(visitor);
  await providers.be('apple', person);
  await go('/sign-in');
  await press(buttonOf('apple'), `${providers.origin}/apple/authorize`);
  await press(CONTINUE, `${app}/home`);
  const again = await me();
  check(
    named('the name stays when Apple sends none'),
    again?.id === first?.id && again?.first_name === 'Ada',
    JSON.stringify(again),
  );
  await go('/account/connections');
  check(named('the account page shows the relay'), (await says(WAYS)).includes(ada.email));
  await checkLastWay(visitor);
  await close();
}

type Asked = { method: string; path: string; cookies: string };

/** Notes what the callback is asked, with the cookies that the browser sends. */
function watch(page: Page): Promise<Asked>[] {
  const asked: Promise<Asked>[] = [];
  const note = async (request: Request): Promise<Asked> => {
    const { pathname, search } = new URL(request.url());
    const { cookie = '' } = await request.allHeaders();
    return { method: request.method(), path: pathname + search, cookies: cookie };
  };
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === CALLBACK) asked.push(note(request));
  });
  return asked;
}

async function checkForm({ check }: World, asking: Promise<Asked>[]): Promise<void> {
  const [post, get, ...others] = await Promise.all(asking);
  const detail = JSON.stringify([post, get, others]);
  check(
    named('the answer is a POST of another site, without our cookies'),
    post?.method === 'POST' && !/attempt|refresh_token/.test(post.cookies),
    detail,
  );
  check(
    named('and then a GET with them, with nothing secret in its address'),
    get?.method === 'GET' &&
      get.path === CALLBACK &&
      /attempt-/.test(get.cookies) &&
      /parked-answer=/.test(get.cookies) &&
      others.length === 0,
    detail,
  );
}

/** Nobody who has only a relay of the provider disconnects that. */
async function checkLastWay({ world, press, says, go, me }: Visitor): Promise<void> {
  const { check } = world;
  const link = 'a[href$="/disconnect"]';
  await press(link, '/account/connections');
  await press('main form[method=post] button.bad', '/account/connections');
  const said = await says();
  check(named('the last way in stays'), said.includes('your only way in'), said);
  await go('/account/connections');
  check(named('and is still listed'), (await says(WAYS)).includes('Apple'));
  check(named('with the session'), (await me()) !== null);
}
