import { describeRoute } from '../http/contract.ts';
import { messageAnswer } from '../http/message.ts';
import { deadLettersAnswer, deadLetterView } from './dead-letter-view.ts';
import { outOfDate } from './dead-letters.ts';
import { common, readErrors, writeErrors } from './route-docs.ts';

export const listLettersDoc = describeRoute({
  ...common,
  operationId: 'listDeadLetters',
  summary: 'List messages that were given up',
  description: [
    'Mails, other jobs, and what guards tell the database, the latest first. A message is kept for 14',
    'days, sealed; what it says is shown to nobody. For staff and admins.',
  ].join(' '),
  answer: { status: 200, description: 'A page of messages.', schema: deadLettersAnswer },
  errors: readErrors,
});
export const retryLetterDoc = describeRoute({
  ...common,
  operationId: 'retryDeadLetter',
  summary: 'Try a message again',
  description: [
    'Puts it back on its queue, once however often this is asked. It stays in the list until it is',
    'done; if it fails again, it is dead again.',
  ].join(' '),
  answer: { status: 200, description: 'On its way.', schema: deadLetterView },
  errors: [...writeErrors, outOfDate],
});
export const dropLetterDoc = describeRoute({
  ...common,
  operationId: 'dropDeadLetter',
  summary: 'Drop a message',
  description: 'It is gone for good: whatever it was to do is not done.',
  answer: {
    status: 200,
    description: 'Dropped.',
    schema: messageAnswer,
    example: { message: 'The message has been dropped.' },
  },
  errors: writeErrors,
});
