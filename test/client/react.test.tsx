import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { createLatchkey } from '../../src/client/core/index.ts';
import {
  LatchkeyProvider,
  SignedIn,
  SignedOut,
  useLatchkey,
  useUser,
} from '../../src/client/react/index.ts';
import { ADA, serve } from './scripted-service.ts';

function Who() {
  const { isLoaded, user } = useUser();
  return <p>{isLoaded ? (user?.email ?? 'nobody') : 'not known yet'}</p>;
}

it('renders on a server as if nothing were known, and asks the service nothing', async () => {
  const service = serve();
  const client = createLatchkey({ url: 'https://auth.example.com', fetch: service.fetch });
  const page = (
    <LatchkeyProvider client={client}>
      <SignedIn>inside</SignedIn>
      <SignedOut>outside</SignedOut>
      <Who />
    </LatchkeyProvider>
  );
  expect(renderToString(page)).toBe('<p>not known yet</p>');
  expect(service.asked).toEqual([]);
  // One person's session must not be rendered for the next: a server's client is shared.
  await client.signIn({ email: ADA.email, password: 'x' });
  expect(renderToString(page)).toBe('<p>not known yet</p>');
  client.close();
});

it('says what is missing where there is no provider', () => {
  const Lost = () => <p>{useLatchkey().url}</p>;
  expect(() => renderToString(<Lost />)).toThrow('LatchkeyProvider');
});
