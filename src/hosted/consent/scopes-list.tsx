import { Icon } from '../../kit/icon.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { SCOPES } from '../../oauth/clients/client.ts';

/** What a client may do, in words. */
export const ScopesList = ({ page, scopes }: { page: PageContext; scopes: string[] }) => (
  <ul class="checks">
    {SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => (
      <li>
        <Icon name="done" />
        <span>{page.words.consent.scopes[scope]}</span>
      </li>
    ))}
  </ul>
);
