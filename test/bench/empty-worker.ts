import { DurableObject } from 'cloudflare:workers';

// A Worker with the bindings of the service and nothing in it: what any start costs.
export class AccountGuard extends DurableObject {}

export default {
  fetch: async () => new Response(),
} satisfies ExportedHandler<Cloudflare.Env>;
