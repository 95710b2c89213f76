/** The kind of a refusal; `http/problem.ts` maps each to a status. */
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

/** One violated rule of one field of a body or query. */
export type FieldError = { field: string; code: string; message: string };

export type ErrorDetails = {
  /** A sentence for the developer who reads the response. Never contains a secret. */
  detail?: string;
  /** Seconds until a retry makes sense. */
  retryAfter?: number;
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** The real cause, for the log only; never sent to the client. */
  cause?: unknown;
};

/** An expected refusal. Every other error is a fault and yields a constant 500. */
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
 * An error whose message contains no user data and is safe to log verbatim. Messages of all other
 * errors are logged in part only (`describe-error.ts`).
 */
export class SafeMessageError extends Error {}

/** A declared error: call it to create one. The documentation lists its properties. */
export type ErrorFactory = ((details?: ErrorDetails) => AppError) & {
  code: string;
  kind: ErrorKind;
  title: string;
};

/** Declares an error next to its feature. Throw it as `throw invalidCredentials()`. */
export function defineError(code: string, kind: ErrorKind, title: string): ErrorFactory {
  const make = (details: ErrorDetails = {}) => new AppError(code, kind, title, details);
  return Object.assign(make, { code, kind, title });
}

/** A store or the queue did not respond. Nothing was decided; the client may retry. */
export const storageUnavailable = defineError(
  'storage_unavailable',
  'unavailable',
  'A storage service is unavailable',
);

/** Returns the first `AppError` among an error and its causes, if any. */
export function findAppError(error: unknown): AppError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AppError) return current;
  }
  return undefined;
}

/**
 * Runs an operation of a store. Throws any `AppError` of it as is, and {@link storageUnavailable}
 * for every other error, with the cause for the log.
 */
export async function orUnavailable<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    throw findAppError(cause) ?? storageUnavailable({ retryAfter: 2, cause });
  }
}
