import { defineError } from '../shared/errors.ts';

export const usernameTaken = defineError('username_taken', 'conflict', 'This username is taken');
