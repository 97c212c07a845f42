/** What a verification found: a line for each problem, and how much was looked at. */
import { sanitise } from '@tock/shared';

export class Findings {
  readonly problems: string[] = [];
  readonly counts = { lists: 0, commits: 0, letGo: 0, snapshots: 0 };

  /** Something is wrong with a list, at a revision where it can be told which. */
  list(list: string, rev: number | null, what: string): void {
    this.problem(`list ${list}${rev === null ? '' : ` at revision ${rev}`}: ${what}`);
  }

  problem(what: string): void {
    this.problems.push(sanitise(what));
  }
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
