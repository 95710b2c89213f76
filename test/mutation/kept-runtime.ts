import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';

type Listener = (value: unknown) => void;
type Message = { type?: string } & Record<string, unknown>;
type Answer = (type: 'started' | 'stopped') => void;
type Started = Extract<WorkerRequest, { type: 'start' }>['context'];

/**
 * A pool of Vitest that keeps its one runtime from run to run. Starting workerd and loading the
 * service takes seconds, and each mutant would pay for that: which mutant is active is a variable
 * of the runtime, so that it need not begin anew.
 */
export function keepRuntime(pool: PoolRunnerInitializer) {
  const runtime = createRuntime(pool);
  return {
    pool: { ...pool, createPoolWorker: runtime.lend } satisfies PoolRunnerInitializer,
    /** Ends the runtime: the next run begins with a fresh one. */
    renew: runtime.renew,
    /** Ends the runtime in the middle of a run, which fails. */
    breakOff: runtime.breakOff,
  };
}

function createRuntime(pool: PoolRunnerInitializer) {
  let worker: PoolWorker | undefined;
  let started: Started | undefined;
  let running = Promise.withResolvers<void>();
  running.resolve();
  let borrower = new Map<string, Listener>();

  async function renew(): Promise<void> {
    const former = worker;
    worker = undefined;
    started = undefined;
    running.resolve();
    await former?.stop();
  }

  async function breakOff(): Promise<void> {
    borrower.get('error')?.(new Error('The run was broken off.'));
    await renew();
  }

  async function begin(options: PoolOptions): Promise<void> {
    if (worker !== undefined) return;
    const own = pool.createPoolWorker(options);
    await own.start();
    worker = own;
    // What a former runtime says while it ends is no business of the next one.
    const hear = (event: string, act: (value: unknown) => void) =>
      own.on(event, (value: unknown) => {
        if (worker === own) act(value);
      });
    hear('message', (value) => {
      const message = value as Message;
      if (message?.type === 'testfileFinished') running.resolve();
      borrower.get('message')?.(message);
    });
    hear('error', (error) => borrower.get('error')?.(error));
    hear('exit', (code) => {
      worker = undefined;
      started = undefined;
      running.resolve();
      borrower.get('exit')?.(code);
    });
  }

  /** The first start goes through; a later one is answered, since the runtime has begun. */
  function start(request: WorkerRequest, context: Started, answer: Answer): void {
    const isFirst = started === undefined;
    started = context;
    if (isFirst) worker?.send(request);
    else queueMicrotask(() => answer('started'));
  }

  function send(request: WorkerRequest, answer: Answer): void {
    if (request.type === 'stop') void running.promise.then(() => answer('stopped'));
    else if (request.type === 'start') start(request, request.context, answer);
    else if (request.type === 'run') {
      running = Promise.withResolvers<void>();
      // The configuration of this run, with the names of its tests, replaces that of the first one.
      const context = { ...request.context, config: started?.config };
      worker?.send({ ...request, context } as WorkerRequest);
    } else worker?.send(request);
  }

  function lend(options: PoolOptions): PoolWorker {
    const listeners = new Map<string, Listener>();
    const answer: Answer = (type) =>
      listeners.get('message')?.({ type, __vitest_worker_response__: true });
    return {
      name: pool.name,
      start: async () => {
        borrower = listeners;
        await begin(options);
      },
      stop: async () => {},
      send: (request) => send(request, answer),
      on: (event, listener) => void listeners.set(event, listener),
      off: (event) => void listeners.delete(event),
      deserialize: (message) => message,
    };
  }

  return { lend, renew, breakOff };
}
