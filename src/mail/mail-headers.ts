/**
 * Sent with every mail, by every provider. Answering machines leave a mail alone that a program
 * wrote (RFC 3834 §5). There is no `List-Unsubscribe`: nobody can unsubscribe from their own codes
 * and warnings.
 */
export const MAIL_HEADERS = { 'Auto-Submitted': 'auto-generated' } as const;
