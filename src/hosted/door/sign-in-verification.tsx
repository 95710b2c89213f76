import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo, describeClient } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import type { EnqueueJob } from '../../mail/job-queue.ts';
import type { RequesterLanes } from '../../sessions/requester-lanes.ts';
import { verificationJob } from '../../sign-up/verification-job.ts';
import { emailSchema } from '../../users/identifiers.ts';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { NAME } from './name-field.tsx';

export type SignInVerificationDeps = PageDeps &
  LimitDeps & { enqueue: EnqueueJob; sealMarks: RequesterLanes['seal'] };

const form = z.object({ [NAME]: emailSchema });

/** `/sign-in/verification`: mails the link again that a sign-in was refused for. */
export const signInVerificationPage = (provide: (c: Context) => SignInVerificationDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), (c) =>
      c.redirect(withReturn('/sign-in', c.var.page.returnTo), 303),
    )
    .post(
      '/',
      pageHeaders(provide),
      limitByAddress(provide, 'email_resend'),
      openDoor(provide),
      readForm(provide, form),
      async (c) => {
        const { enqueue, sealMarks, flashes } = provide(c);
        const email = c.var.form.data?.[NAME];
        if (email !== undefined) {
          const client = clientInfo(c);
          const marks = await sealMarks(client);
          await enqueue(verificationJob, { email, from: describeClient(client), marks });
          await flashes.set(c, { key: 'verification_sent' });
        }
        return c.redirect(withReturn('/sign-in', c.var.page.returnTo), 303);
      },
    );
