import type { Person } from './person.ts';

/** A route of the service: how it is asked, and the floor that it is held against. */
export type Route = {
  path: string;
  method: 'GET' | 'POST';
  bearer: boolean;
  body: (person: Person) => object | null;
  /**
   * What the next request of a person differs in: nothing, their token, or the person's session.
   */
  uses: 'nothing' | 'token' | 'session';
  /** Whether it changes something, so that work may follow its answer. */
  writes: boolean;
  floor: string;
  /** What the floor does. */
  floorIs: string;
  requests: number;
  connections: number;
};

const BASE = '/api/v1/auth';
// Ten connections keep the Worker busy.
const reading = {
  method: 'GET',
  body: () => null,
  uses: 'nothing',
  writes: false,
  connections: 10,
} as const;

/**
 * The routes that are measured. Requests are many enough for the 10 ms that `/proc` counts by to be
 * less than a fiftieth of a round, where the route's own cost allows it.
 */
export const ROUTES = {
  'health/live': {
    ...reading,
    path: `${BASE}/health/live`,
    bearer: false,
    floor: '/hello',
    floorIs: 'a bare Hono Worker',
    requests: 4000,
  },
  me: {
    ...reading,
    path: `${BASE}/me`,
    bearer: true,
    floor: '/me',
    floorIs: 'verify ES256, one guard read',
    requests: 1000,
  },
  'token/verify': {
    ...reading,
    path: `${BASE}/token/verify`,
    method: 'POST',
    bearer: false,
    body: ({ access }) => ({ token: access }),
    floor: '/verify',
    floorIs: 'verify ES256, one guard read',
    requests: 1000,
  },
  sessions: {
    ...reading,
    path: `${BASE}/sessions`,
    bearer: true,
    floor: '/me',
    floorIs: 'verify ES256, one guard read',
    requests: 800,
  },
  'audit/logs': {
    ...reading,
    path: '/api/v1/audit/logs',
    bearer: true,
    floor: '/me',
    floorIs: 'verify ES256, one guard read',
    requests: 500,
  },
  'token/refresh': {
    path: `${BASE}/token/refresh`,
    method: 'POST',
    bearer: false,
    body: ({ refresh }) => ({ refresh }),
    uses: 'token',
    writes: true,
    floor: '/refresh',
    floorIs: 'verify ES256, guard read and write, two ES256 signatures',
    requests: 800,
    connections: 10,
  },
  logout: {
    path: `${BASE}/logout`,
    method: 'POST',
    bearer: true,
    body: () => null,
    uses: 'session',
    writes: true,
    floor: '/logout',
    floorIs: 'verify ES256, one guard write',
    requests: 120,
    connections: 10,
  },
  login: {
    path: `${BASE}/login`,
    method: 'POST',
    bearer: false,
    body: ({ email, password }) => ({ email, password, token_delivery: 'body' }),
    uses: 'nothing',
    writes: true,
    floor: '/login',
    floorIs: 'Argon2id, two guard calls, two ES256 signatures',
    requests: 48,
    // Hashes stand in line anyway: with more than four they only stand longer.
    connections: 4,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
