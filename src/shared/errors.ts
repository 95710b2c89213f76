/** What sort of refusal an error is; `http/problem.ts` gives each its status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'token_refused'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'misconfigured'
  | 'unavailable';

/** One broken rule about one field of a body or query. */
export type FieldError = { field: string; code: string; message: string };

export type ErrorDetails = {
  /** A sentence for the developer who reads the answer. Never holds a secret. */
  detail?: string;
  /** Seconds until a retry makes sense. */
  retryAfter?: number;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** What really happened; goes to the log and never into the answer. */
  cause?: unknown;
};

/** An expected refusal. Everything else that is thrown is a fault and is answered with a constant 500. */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly title: string;
  readonly details: ErrorDetails;

  constructor(code: string, kind: ErrorKind, title: string, details: ErrorDetails) {
    super(details.detail ?? title, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.kind = kind;
    this.title = title;
    this.details = details;
  }
}

/**
 * A fault whose message is made of our own words alone, of names and never of values: it may stand in a log as it is. Messages
 * of all other errors are told in part only (`describe-error.ts`).
 */
export class SafeMessageError extends Error {}

/** A declared error: call it to make one; its properties are what the documentation lists. */
export type ErrorFactory = ((details?: ErrorDetails) => AppError) & {
  code: string;
  kind: ErrorKind;
  title: string;
};

/** Declares an error beside its feature and returns the function that makes it: `throw invalidCredentials()`. */
export function defineError(code: string, kind: ErrorKind, title: string): ErrorFactory {
  const make = (details: ErrorDetails = {}) => new AppError(code, kind, title, details);
  return Object.assign(make, { code, kind, title });
}

/** A store or the queue did not answer. Nothing was decided; the client may retry. */
export const storageUnavailable = defineError(
  'storage_unavailable',
  'unavailable',
  'A storage service is unavailable',
);

/** The `AppError` that this error is or was caused by, if any. */
export function findAppError(error: unknown): AppError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AppError) return current;
  }
  return undefined;
}

/** Runs an operation of a store and turns whatever it throws into {@link storageUnavailable}, with the cause kept for the log. */
export async function orUnavailable<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    throw findAppError(cause) ?? storageUnavailable({ retryAfter: 2, cause });
  }
}
