import {
  createIssueExchangeToken,
  exchangeSecret,
} from '../methods/exchange-token/exchange-secret.ts';
import { createExchangeToken } from '../methods/exchange-token/exchange-token.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { secondStep } from './second-step.ts';
import type { Base } from './web.ts';

/** Signing in once with the token that verifying an address returns. */
export const exchangeToken = defineFeature<Base & ServicesOf<typeof secondStep>>()({
  services: {
    exchangeToken: ({ stores, completeSignIn, metrics }) =>
      countSignIns(metrics, 'exchange_token', createExchangeToken({ ...stores, completeSignIn })),
    issueExchangeToken: ({ stores }) => {
      const issue = createIssueExchangeToken(stores);
      return ({ id, signInEpoch }: { id: string; signInEpoch: number }) => issue(id, signInEpoch);
    },
  },
  mailedSecrets: [exchangeSecret.name],
});
