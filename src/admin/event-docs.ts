import { describeRoute } from '../http/contract.ts';
import { validationError } from '../http/errors.ts';
import { eventsAnswer } from './event-schemas.ts';
import { common, readErrors } from './route-docs.ts';

export const eventsDoc = describeRoute({
  ...common,
  operationId: 'searchEvents',
  summary: 'Search the events of all users',
  description: [
    'Of medium risk and above, what administrators do, and the milestones of an account; the rest is',
    'in each user’s own history. A page looks through a bounded number of events, so that one of a rare',
    'kind may be empty and still have a `next_cursor`. To follow what happens, pass `latest` as',
    '`after`: each event is told once, oldest first, even if it comes up to ten minutes late. For',
    'staff and admins.',
  ].join(' '),
  answer: { status: 200, description: 'A page of events.', schema: eventsAnswer },
  errors: [...readErrors, validationError],
});
