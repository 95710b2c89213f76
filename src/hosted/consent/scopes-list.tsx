import type { PageContext } from '../../kit/page-context.ts';
import { SCOPES } from '../../oauth/clients/client.ts';

/** What a client may do, in words. */
export const ScopesList = ({ page, scopes }: { page: PageContext; scopes: string[] }) => (
  <ul>
    {SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => (
      <li>{page.words.consent.scopes[scope]}</li>
    ))}
  </ul>
);
