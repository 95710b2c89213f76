// What is used of the library, whose own declarations are not found by its package.json.
declare module 'postman-collection' {
  type List<T> = { map<R>(each: (member: T) => R): R[] };
  type Item = {
    name: string;
    request: {
      method: string;
      url: { path?: string[]; toString(): string };
      headers: List<{ key: string; value: string }>;
      body?: { toString(): string };
    };
  };
  class Collection {
    constructor(definition: object);
    variables: { get(name: string): unknown };
    forEachItem(visit: (item: Item) => void): void;
  }
  const library: { Collection: typeof Collection };
  export default library;
}
