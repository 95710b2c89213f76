import { defineError } from '../shared/errors.ts';

export const rateLimited = defineError('rate_limited', 'too_many_requests', 'Too many requests');
