import type { Answer } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { open, send, signedInVisitor, tokenOn, type Visitor } from '../pages.ts';

const ATTACKER = 'probe-attacker.example';
/** Ways to say elsewhere. */
const ELSEWHERE = [
  ...[`https://${ATTACKER}/`, `//${ATTACKER}`, `/\\${ATTACKER}`, `/.//${ATTACKER}`],
  ...[`/\t/${ATTACKER}`, `https:${ATTACKER}`, `javascript:alert('${ATTACKER}')`],
];

/** Where an answer leads by itself, and its links and forms lead. */
function leadsOf({ headers, text }: Answer): string[] {
  const told = [...text.matchAll(/(?:href|action|content|value)="([^"]*)"/g)];
  const urls = told.map(([, url = '']) => url.replaceAll('&amp;', '&').replace(/^\d+;url=/, ''));
  return [headers.get('Location') ?? '', ...urls];
}

async function returns(world: World): Promise<Finding> {
  const { url } = world;
  const visitor = await signedInVisitor(world);
  const faults: string[] = [];
  let count = 0;
  const judge = (path: string, answer: Answer) => {
    count++;
    const wrong = leadsOf(answer).filter(
      (to) => to.includes(ATTACKER) && (!URL.canParse(to, url) || leavesFor(to, url)),
    );
    if (wrong.length > 0) faults.push(`${path} leads to ${wrong[0]}`);
  };
  for (const to of ELSEWHERE) {
    const query = `?return_to=${encodeURIComponent(to)}`;
    for (const path of ['/sign-in', '/sign-in/code', '/sign-out', '/account/step-up'])
      for (const who of [{ cookie: '' }, { ...visitor }])
        judge(path, await open(world, who, `${path}${query}`));
    // A form of a browser that is signed in nowhere leads where it says, if anywhere.
    const stranger: Visitor = { cookie: '' };
    const csrf_token = await tokenOn(world, stranger, '/sign-in');
    const form = { csrf_token, return_to: to };
    judge('the form of /sign-out', await send(world, stranger, '/sign-out', { form }));
  }
  return judgeFaults(count, 'answers', faults);
}

const leavesFor = (to: string, url: string) => new URL(to, url).hostname.endsWith(ATTACKER);

export const pageReturnInvariants: Invariant[] = [
  { name: 'pages-return-to', expected: 'no page leads elsewhere', measure: returns },
];
