/** Where an operator’s command comes from, as the audit trail records it. */
export const COMMAND_LINE = {
  ipAddress: null,
  userAgent: 'command line',
  languages: null,
  city: null,
  country: null,
  requestId: 'command-line',
};

/** Who acts for an operator’s command, and why. */
export const BY_OPERATOR = { actorId: null, reason: 'command line', client: COMMAND_LINE };
