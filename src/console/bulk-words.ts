import type { BulkAct, JobState, LeftOut, Stop, UserState, Why } from '../bulk/bulk-job.ts';

type BulkWords = {
  /** In the list, as a heading and as a button. */
  title: string;
  /** What follows from it for each of them. */
  what: string;
  look: 'go' | 'bad';
};

/** The words of each act on many users. */
export const BULK_WORDS: Record<BulkAct, BulkWords> = {
  'terminate-sessions': {
    title: 'End their sessions',
    what: 'Every device and app of theirs is signed out at its next request. They can sign in again.',
    look: 'go',
  },
  'resend-verification': {
    title: 'Send the confirmation again',
    what:
      'Each gets another email that confirms their address, unless too many were sent already. ' +
      'Nothing else changes.',
    look: 'go',
  },
  disable: {
    title: 'Disable their accounts',
    what:
      'They are signed out everywhere, and can’t sign in until an admin enables each account, ' +
      'one by one.',
    look: 'bad',
  },
};

/** Why nothing is done to somebody. */
export const WHY_WORDS: Record<Why, string> = {
  gone: 'The account is gone',
  yourself: 'They started the job',
  admin: 'Is an admin',
  staff: 'Is staff',
  disabled: 'Is disabled already',
  confirmed: 'Has confirmed the address already',
  error: 'It didn’t work. The log says why',
};

const LEFT_OUT: Record<Why, string> = {
  gone: 'whose account is gone',
  yourself: 'who is you',
  admin: 'with the role admin',
  staff: 'with the role staff',
  disabled: 'disabled already',
  confirmed: 'with a confirmed address already',
  error: 'for another reason',
};

/** Says how many were left out, a line for each reason. */
export const leftOutInWords = ({ more: _, ...leftOut }: LeftOut): string[] =>
  Object.entries(leftOut).map(([why, n]) => `${n} ${LEFT_OUT[why as Why]}`);

export const JOB_STATES: Record<JobState, string> = {
  draft: 'Not started',
  running: 'Running',
  done: 'Finished',
  stopped: 'Stopped',
};

export const USER_STATE_WORDS: Record<UserState, string> = {
  waiting: 'Left',
  done: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
};

/** Why a job stopped, of the person who started it. */
export const STOP_WORDS: Record<Exclude<Stop, 'pressed'>, string> = {
  actor_gone: 'The account of the person who started it is gone.',
  actor_disabled: 'Whoever started it was disabled.',
  actor_demoted: 'Whoever started it is no admin any more.',
};

/** "1 user", "1,000 users". */
export const usersInWords = (n: number): string =>
  `${n.toLocaleString('en')} ${n === 1 ? 'user' : 'users'}`;
