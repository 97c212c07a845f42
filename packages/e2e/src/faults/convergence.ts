/** The end of a run: nothing fails any more, and everybody must soon have what is stored. */
import { until } from '../until.ts';
import type { Asked } from './asked.ts';
import { auditRun, differs } from './audit.ts';
import type { Findings } from './findings.ts';
import { type Client, CONVERGES_WITHIN } from './follower.ts';
import { readStored, type StoredList } from './storedList.ts';

/** Waits until every client is current, and audits the run. Nobody may write any more. */
export async function converge(
  server: { url: string; token: string },
  list: string,
  { clients, asked, findings }: { clients: readonly Client[]; asked: Asked; findings: Findings },
): Promise<StoredList> {
  const mended = performance.now();
  const current = async () => {
    const stored = await readStored(server, list);
    const all = clients.every(({ store }) => store.status.phase === 'current' && store.state.h === stored.state.h);
    return all && stored;
  };
  const stored = await until('everybody to be current', current, CONVERGES_WITHIN).catch(() => {
    const stands = clients.map(({ name, store }) => `${name} is ${JSON.stringify(store.status)} at ${store.state.rev}`);
    findings.violated(...stands.map((each) => `not everybody is current in time: ${each}`));
    return readStored(server, list);
  });
  findings.peak('longest until all were current, ms', Math.round(performance.now() - mended));
  for (const { name, store, violations, close } of clients) {
    findings.violated(...differs(name, store.state, stored), ...violations);
    close();
  }
  findings.violated(...auditRun(asked, stored));
  asked.report(findings);
  return stored;
}
