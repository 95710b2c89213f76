import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useSyncExternalStore,
} from 'react';
import type { Latchkey, State, User } from '../core/index.ts';
import { LOADING } from '../core/index.ts';

const Context = createContext<Latchkey | null>(null);

/** Gives what is below it the session of a client, which it loads once it is on the page. */
export function LatchkeyProvider({
  client,
  children,
}: {
  client: Latchkey;
  children?: ReactNode;
}): ReactElement {
  useEffect(() => {
    // The client retries by itself; apps that need the error call `client.load()`.
    client.load().catch(() => undefined);
  }, [client]);
  return createElement(Context.Provider, { value: client }, children);
}

/** The client of the provider above. Throws where there is none. */
export function useLatchkey(): Latchkey {
  const client = useContext(Context);
  if (client === null) throw new Error('useLatchkey needs a LatchkeyProvider above it');
  return client;
}

// A server knows nobody, and the first render in the browser must be the same.
const onServer = (): State => LOADING;

function useAuthState(): State {
  const { onChange, state } = useLatchkey();
  return useSyncExternalStore(onChange, state, onServer);
}

/** Who is signed in: null for nobody, and as long as `isLoaded` is false. */
export function useUser(): { isLoaded: boolean; user: User | null } {
  const { status, user } = useAuthState();
  return { isLoaded: status !== 'loading', user };
}

/** Shows its children to those who are signed in. */
export function SignedIn({ children }: { children?: ReactNode }): ReactNode {
  return useAuthState().status === 'signed_in' ? children : null;
}

/** Shows its children once it is known that nobody is signed in. */
export function SignedOut({ children }: { children?: ReactNode }): ReactNode {
  return useAuthState().status === 'signed_out' ? children : null;
}
