// It has no types of its own.
declare module 'express-session' {
  import type { RequestHandler } from 'express';

  export default function session(options: {
    secret: string;
    resave: boolean;
    saveUninitialized: boolean;
  }): RequestHandler;
}

declare namespace Express {
  interface Request {
    session: import('./session-data.ts').SessionData;
  }
}
