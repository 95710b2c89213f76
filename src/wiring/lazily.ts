/** How a service is made of others, by the service's name. */
export type Makers = Record<string, (services: never) => unknown>;

/** What makers make. */
export type Made<M extends Makers> = { readonly [Name in keyof M]: ReturnType<M[Name]> };

/**
 * Joins makers to a graph whose services are made when they are first asked for, and then kept. The getters are laid
 * once per isolate; what they make belongs to one graph, so no secret and no promise outlives its request. Pass a
 * graph on as it is: a spread copies only what has been made.
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
