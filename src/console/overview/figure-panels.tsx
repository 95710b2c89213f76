import { BarChart, inDigits, LineChart } from '../../kit/chart.tsx';
import { refreshesIn, refusedIn } from './outcomes.ts';
import type { Figures } from './read-overview.ts';
import { columnsOf } from './utc.ts';

type View = Figures['totals'];

/** What happened in the period, as pictures with their numbers. */
export const FigurePanels = ({ figures }: { figures: Figures }) => {
  const columns = columnsOf(figures);
  const unit = figures.step === 'hour' ? 'Hour' : 'Day';
  const series = (name: string, of: (view: View) => number) => ({
    name,
    values: figures.series.map(of),
  });
  /** Says when most of something happened. */
  const most = (of: (view: View) => number, none: string): string => {
    const values = figures.series.map(of);
    const highest = Math.max(...values);
    if (highest <= 0) return none;
    const when = columns[values.indexOf(highest)]?.name;
    return `Most on ${when}, with ${inDigits(highest)}.`;
  };
  const told = { columns, unit };
  return (
    <>
      <section class="two" aria-label="Sign-ins and accounts">
        <LineChart
          {...told}
          id="sign-ins"
          title="Sign-ins"
          says={most(signIns, 'Nobody has signed in in this time.')}
          drawn={[
            series('Signed in', signIns),
            series('Wrong secret', (view) => refusedIn(view, 'wrong')),
            series('Locked or limited', (view) => refusedIn(view, 'held')),
          ]}
          told={[
            series('Not allowed in', (view) => refusedIn(view, 'barred')),
            series('Our fault', (view) => refusedIn(view, 'fault')),
          ]}
        />
        <BarChart
          {...told}
          id="sign-ups"
          title="New accounts"
          says={most(signUps, 'No account was made in this time.')}
          drawn={[series('New accounts', signUps)]}
          told={[
            series('Address confirmed', (view) => view.addresses_verified),
            series('Erased', (view) => view.accounts_erased),
          ]}
        />
      </section>
      <section class="two" aria-label="Sessions and locks">
        <LineChart
          {...told}
          id="refreshes"
          title="Refreshes"
          says={most((view) => refreshesIn(view).renewed, 'No session was renewed in this time.')}
          drawn={[
            series('Renewed', (view) => refreshesIn(view).renewed),
            series('Refused', (view) => refreshesIn(view).refused),
            series('Renewed by apps', (view) => refreshesIn(view).byApps),
          ]}
          told={[series('Token used twice', (view) => view.refresh_token_reuses)]}
        />
        <BarChart
          {...told}
          id="lockouts"
          title="Lockouts"
          says={most((view) => view.lockouts, 'Nobody was locked out in this time.')}
          drawn={[series('Lockouts', (view) => view.lockouts)]}
          told={[
            series('Failed sign-ins', (view) => view.failed_sign_ins),
            series('Over a limit', (view) => view.limits_hit),
          ]}
        />
      </section>
    </>
  );
};

/** What became of mails. */
export const MailPanel = ({ figures }: { figures: Figures }) => {
  const { sent, failed, dead_lettered: given } = figures.totals.mails;
  const series = (name: string, of: (mails: View['mails']) => number) => ({
    name,
    values: figures.series.map(({ mails }) => of(mails)),
  });
  const says =
    sent + failed + given === 0
      ? 'No mail was due in this time.'
      : `${inDigits(sent)} sent. ${failuresInWords(failed)}`;
  return (
    <LineChart
      columns={columnsOf(figures)}
      unit={figures.step === 'hour' ? 'Hour' : 'Day'}
      id="mails"
      title="Mail"
      says={says}
      drawn={[
        series('Sent', (mails) => mails.sent),
        series('Tries that failed', (mails) => mails.failed),
        series('Given up', (mails) => mails.dead_lettered),
      ]}
    />
  );
};

const failuresInWords = (failed: number): string =>
  failed === 0
    ? 'No try failed.'
    : `${inDigits(failed)} tries failed, and most of them were made again.`;

const signIns = (view: View): number => view.sign_ins.total;
const signUps = (view: View): number => view.sign_ups;
