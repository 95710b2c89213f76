import { PERIODS, type Period } from '../../admin/view-figures.ts';
import type { PageSession } from '../../hosted/web/page-session.ts';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { ConsolePage, OVERVIEW } from '../frame.tsx';
import { FigurePanels, MailPanel } from './figure-panels.tsx';
import { Alarms, HealthPanel } from './health-panel.tsx';
import { FourNumbers, PeoplePanel } from './people-panels.tsx';
import { ProvidersPanel } from './providers-panel.tsx';
import type { Overview } from './read-overview.ts';
import { spanInWords } from './utc.ts';

type OverviewProps = Overview & {
  page: PageContext;
  session: PageSession;
  period: Period;
  /** Whether the address asks for another period. */
  isWrong: boolean;
  /** Epoch milliseconds. */
  now: number;
  /** How a provider is named to people. */
  providerLabel: (id: string) => string;
};

const NAMES: Record<Period, string> = { day: 'Day', week: 'Week', month: 'Month' };

/** What happened lately, and how the service is. */
export const OverviewPage = ({
  page,
  session,
  period,
  isWrong,
  now,
  providerLabel,
  ...overview
}: OverviewProps) => {
  const { figures } = overview;
  return (
    <ConsolePage page={page} session={session} current={OVERVIEW} title="Overview" wrong={isWrong}>
      <div class="split">
        <p class="soft">
          {figures === null
            ? 'The figures aren’t known at the moment.'
            : `${spanInWords(figures)}.`}
        </p>
        <nav class="btns" aria-label="Period">
          {PERIODS.map((one) => (
            <a
              class="btn"
              href={`${OVERVIEW}?period=${one}`}
              aria-current={one === period ? 'page' : undefined}
            >
              {NAMES[one]}
            </a>
          ))}
        </nav>
      </div>
      {isWrong && (
        <Notice kind="warn" title="We don’t know that period">
          <p>Choose a day, a week or a month. This is a week.</p>
        </Notice>
      )}
      <Alarms {...overview} page={page} now={now} />
      <FourNumbers {...overview} />
      {figures !== null && <FigurePanels figures={figures} />}
      {figures !== null && <ProvidersPanel figures={figures} labelOf={providerLabel} />}
      <section class="two" aria-label="Mail and health">
        {figures === null ? <NoFigures /> : <MailPanel figures={figures} />}
        <HealthPanel {...overview} page={page} now={now} />
      </section>
      <PeoplePanel people={overview.people} />
    </ConsolePage>
  );
};

const NoFigures = () => (
  <section class="panel flow" aria-labelledby="no-figures">
    <h2 id="no-figures">Figures</h2>
    <p>Not known at the moment: D1, where they are counted, doesn’t answer. Nothing is lost.</p>
  </section>
);
