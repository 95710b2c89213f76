import worker from '../../../src/worker.ts';

// The service with the leak that the soak's bound is for: each request leaves a token behind.
export { AccountGuard, Operator } from '../../../src/worker.ts';

const TOKEN_BYTES = 700;
/** Of a small number in an array of V8, with pointers compressed. */
const BYTES_OF_A_NUMBER = 4;
const left: number[][] = [];

export default {
  ...worker,
  fetch(request, env, ctx) {
    left.push(new Array<number>(TOKEN_BYTES / BYTES_OF_A_NUMBER).fill(0));
    return worker.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
