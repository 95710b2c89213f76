import { EXPOSITION_TYPE } from '../figures/exposition.ts';
import { describeRoute } from '../http/contract.ts';
import { csrfFailed } from '../http/csrf.ts';
import { forbidden, notFound } from '../http/errors.ts';
import { messageAnswer } from '../http/message.ts';
import { rateLimited } from '../limits/errors.ts';
import { factorNeeded } from '../second-step/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { tokenErrors } from '../tokens/errors.ts';
import { adminUserView } from './admin-user-view.ts';
import { secondFactorRequired } from './require-role.ts';
import { exampleStatistics, statistics } from './statistics.ts';
import { exampleFigures, figuresAnswer } from './view-figures.ts';
import { userDetails, userPage } from './view-users.ts';

export const readErrors = [
  ...tokenErrors,
  forbidden,
  secondFactorRequired,
  rateLimited,
  storageUnavailable,
];
export const writeErrors = [...readErrors, csrfFailed, notFound];
export const common = { tag: 'Administration', security: 'access_token' } as const;

export const listDoc = describeRoute({
  ...common,
  operationId: 'searchUsers',
  summary: 'Search users',
  description: [
    'A page reads a bounded number of users. Where few of very many fit, it ends after it has looked',
    'through so many as `looked_through` says, with whom it found, and `next_cursor` goes on there.',
    'A cursor belongs to its search and its order. For staff and admins.',
  ].join(' '),
  answer: {
    status: 200,
    description: 'A page of users.',
    schema: userPage,
  },
  errors: readErrors,
});
export const viewDoc = describeRoute({
  ...common,
  operationId: 'getUser',
  summary: 'View a user',
  description: 'Includes live sessions and the latest events. For staff and admins.',
  answer: { status: 200, description: 'The user.', schema: userDetails },
  errors: [...readErrors, notFound],
});
export const statsDoc = describeRoute({
  ...common,
  operationId: 'getStatistics',
  summary: 'Get counts for a dashboard',
  description: 'For staff and admins.',
  answer: {
    status: 200,
    description: 'The counts.',
    schema: statistics,
    example: exampleStatistics,
  },
  errors: readErrors,
});
export const figuresDoc = describeRoute({
  ...common,
  operationId: 'getFigures',
  summary: 'Get what happened in a day, week or month',
  description: [
    'By hour for a day, by day (UTC) for a week or a month, the current one last. What is decided',
    'is counted as it happens; attempts, refreshes, mails and limits are up to a minute and a half',
    'late. For staff and admins.',
  ].join(' '),
  answer: {
    status: 200,
    description: 'The figures.',
    schema: figuresAnswer,
    example: exampleFigures,
  },
  errors: readErrors,
});
export const metricsDoc = describeRoute({
  ...common,
  operationId: 'getMetrics',
  summary: 'Get metrics for Prometheus',
  description: [
    'In the text format 0.0.4. For staff and admins, or for a monitor that sends `METRICS_SECRET` of',
    'the configuration as its bearer token. Counters never go down: they are kept, not counted anew',
    'by each isolate.',
  ].join(' '),
  answer: { status: 200, description: 'The metrics.', type: EXPOSITION_TYPE },
  errors: readErrors,
});
export const actDoc = describeRoute({
  ...common,
  operationId: 'actOnUser',
  summary: 'Act on a user',
  description: [
    '`lock` blocks sign-in for as long as a lockout lasts.',
    '`disable` ends all sessions and blocks sign-in until `enable`.',
    '`force-reset` removes the password and mails a link to set a new one.',
    '`verify-email` does the same for an unverified address, and erases other registrations of it.',
    '`remove-factors` removes passkeys, authenticator apps, recovery codes and the mailed second step',
    'of a user who has lost them, and ends all sessions: after 24 hours, in which the owner can cancel',
    'it by a mailed link or by proving to have one, or at once with `identified`; `factor_removal` says',
    'what waits. Where staff must have a factor, administrators keep their own (`factor_needed`).',
    'No act disconnects an account at a provider: that is up to the owner.',
    'No act sets a password for another user.',
  ].join(' '),
  answer: { status: 200, description: 'The updated user.', schema: adminUserView },
  errors: [...writeErrors, factorNeeded],
});
export const rolesDoc = describeRoute({
  ...common,
  operationId: 'setRoles',
  summary: 'Change roles',
  description: 'The next refresh shows the new roles. The last admin cannot be demoted.',
  answer: { status: 200, description: 'The updated user.', schema: adminUserView },
  errors: writeErrors,
});
export const eraseDoc = describeRoute({
  ...common,
  operationId: 'eraseUser',
  summary: 'Erase a user',
  description: 'The last admin cannot be erased.',
  answer: {
    status: 200,
    description: 'Erased.',
    schema: messageAnswer,
    example: { message: 'The account has been erased.' },
  },
  errors: writeErrors,
});
