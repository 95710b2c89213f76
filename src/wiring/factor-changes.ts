import { ADMINISTRATOR } from '../http/client-info.ts';
import { factorChangeJob } from '../second-step/factor-changes/factor-change.ts';
import { renderFactorChange } from '../second-step/factor-changes/factor-change-mail.ts';
import { createSendFactorChange } from '../second-step/factor-changes/tell-factor-change.ts';
import {
  createUndoFactorChange,
  type UndoFactorChangeDeps,
} from '../second-step/factor-changes/undo-factor-change.ts';
import { createCancelRemoval } from '../second-step/factor-removals/cancel-removal.ts';
import { removalNoticeJob } from '../second-step/factor-removals/factor-removal.ts';
import { renderRemovalNotice } from '../second-step/factor-removals/removal-mail.ts';
import { createSendRemovalNotice } from '../second-step/factor-removals/send-removal-notice.ts';
import { defineFeature, job } from './feature.ts';
import type { Base } from './web.ts';

type Needs = Base & Pick<UndoFactorChangeDeps, 'evaluatePassword'>;

/** Taking back a change of factors: by its owner's link, or before an administrator removes all. */
export const factorChanges = defineFeature<Needs>()({
  services: {
    undoFactorChange: ({ stores, tries, evaluatePassword, config: { factorKeys } }) =>
      createUndoFactorChange({ ...stores, ...tries, evaluatePassword, factorKeys }),
    cancelRemoval: ({ stores }) => createCancelRemoval(stores),
  },
  jobs: [
    job(factorChangeJob, ({ stores }) => createSendFactorChange(stores)),
    job(removalNoticeJob, ({ stores }) => createSendRemovalNotice(stores)),
  ],
  previews: ({ envelope, from, at, linkTo }) => [
    ...(['added', 'removed'] as const).map((change) => ({
      name: `factor-${change}`,
      render: () => {
        const link = linkTo('undo-factor-change');
        return renderFactorChange(envelope, { from, link, at, change, kinds: ['passkey'] });
      },
    })),
    {
      name: 'factor-removal',
      render: () => {
        const by = { from: ADMINISTRATOR, by: 'administrator' } as const;
        const link = linkTo('cancel-factor-removal');
        return renderRemovalNotice(envelope, { ...by, link, at });
      },
    },
    {
      name: 'factor-removal-by-link',
      render: () => {
        const link = linkTo('cancel-factor-removal');
        return renderRemovalNotice(envelope, { from, by: 'link', link, at });
      },
    },
  ],
});
