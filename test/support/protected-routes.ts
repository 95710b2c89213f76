/** Every route that needs a signed-in user. The hostile suite runs through all of them. */
export const PROTECTED_ROUTES: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; body?: object }[] = [
  { method: 'GET', path: '/api/v1/auth/me' },
];
