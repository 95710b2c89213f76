export type { User } from './api.ts';
