import type { Switchboard } from './switchboard.ts';

/** Where an app is told of sign-outs. */
export const BACK_CHANNEL = 'https://client.example/signed-out';

/** An app that notes the logout tokens that it is sent. */
export function createSignOutReceiver(board: Switchboard) {
  const told: string[] = [];
  return {
    told,
    /** Answers the service; null for what is no address of the app. */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> | null {
      if (String(input) !== BACK_CHANNEL) return null;
      // A request without a limit of its own would wait for ever.
      const kinds =
        init?.signal == null ? (['fail', 'lost', 'hang'] as const) : (['fail', 'lost'] as const);
      return board.through('fetch app', kinds, async () => {
        told.push(new URLSearchParams(String(init?.body)).get('logout_token') ?? '');
        return new Response(null, { status: 204 });
      });
    },
  };
}
