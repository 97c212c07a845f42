/** What every row is given: where it may work, and how much time it has. */
import type { Sandbox } from '../../packages/e2e/src/sandbox.ts';
import type { Line } from './figures/line.ts';

export interface Bench {
  readonly sandbox: Sandbox;
  /** All rows in two minutes, at the price of their spread. */
  readonly quick: boolean;
  /** How often each side is measured. */
  readonly rounds: number;
  /** How long one round of a load lasts. */
  readonly seconds: number;
}

export type Row = (bench: Bench) => Promise<Line[]>;
