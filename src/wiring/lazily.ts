/** Functions that create a service from others, by the service's name. */
export type Makers = Record<string, (services: never) => unknown>;

/** The services that makers create. */
export type Made<M extends Makers> = { readonly [Name in keyof M]: ReturnType<M[Name]> };

/**
 * Joins makers to a graph that creates each service on first use and keeps it. The getters are
 * defined once per isolate; their services belong to one graph, so no secret and no promise
 * outlives its request. Pass a graph on as it is: a spread copies only the services created so far.
 */
export function lazily<M extends Makers>(makers: M) {
  const prototype = {};
  for (const [name, make] of Object.entries(makers))
    Object.defineProperty(prototype, name, {
      get(this: never) {
        const value = make(this);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  return <Core extends object>(core: Core): Core & Made<M> =>
    Object.assign(Object.create(prototype), core);
}
