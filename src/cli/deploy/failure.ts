/** A failed step: what happened, and a hint at what to do. */
export class Failure extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'Failure';
    this.hint = hint;
  }
}
