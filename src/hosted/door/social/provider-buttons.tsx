import type { PageContext } from '../../../kit/page-context.ts';
import { ProviderMark } from '../../../kit/provider-mark.tsx';
import { rich } from '../../../words/rich.tsx';
import { withReturn } from '../../web/return-to.ts';
import type { NamedProvider } from './provider-names.ts';
import { withProvider } from './social-paths.ts';

/** A link to each provider, which comes back to where the person wants to go. */
export const ProviderButtons = ({
  page,
  providers,
}: {
  page: PageContext;
  providers: NamedProvider[];
}) =>
  providers.length === 0 ? null : (
    <div class="pair">
      {providers.map((provider) => (
        <a class="btn" href={withReturn(withProvider(provider.id), page.returnTo)}>
          <ProviderMark id={provider.id} />
          <span>
            <ContinueWith page={page} label={provider.label} />
          </span>
        </a>
      ))}
    </div>
  );

/** The sentence, of which only the name is seen: in a row of names the rest is noise. */
const ContinueWith = ({ page, label }: { page: PageContext; label: string }) => (
  <>
    {rich(page.words.social.continueWith, { provider: () => <bdi>{label}</bdi> })
      .filter((part) => part !== '')
      .map((part) => (typeof part === 'string' ? <span class="sr">{part}</span> : part))}
  </>
);
