/** In which ways a disk fails: a fault a row, how a server is made to meet it, and whether it did. */
import { injecting, readTrace } from '../trace.ts';

export interface DiskFault {
  readonly name: string;
  readonly calls: readonly string[];
  /** What strace makes of the n-th call. Without it, files may not grow beyond a limit, at which writes are cut short. */
  readonly effect?: string;
  /** About how many such calls a run makes: a later one is not always met. */
  readonly inAll: number;
  /** Whether the store may take it for a lack of room, which passes. */
  readonly room: boolean;
}

export const diskFaults: readonly DiskFault[] = [
  { name: 'a write fails', inAll: 110, calls: ['pwrite64'], effect: 'error=EIO', room: false },
  { name: 'no room', inAll: 110, calls: ['pwrite64'], effect: 'error=ENOSPC', room: true },
  { name: 'nothing is written', inAll: 110, calls: ['pwrite64'], effect: 'retval=0', room: true },
  { name: 'a write is cut short', inAll: 80, calls: ['pwrite64'], room: false },
  { name: 'a sync fails', inAll: 28, calls: ['fsync', 'fdatasync'], effect: 'error=EIO', room: false },
  { name: 'a truncation fails', inAll: 2, calls: ['ftruncate'], effect: 'error=EIO', room: false },
  { name: 'an open fails', inAll: 7, calls: ['openat'], effect: 'error=EIO', room: false },
];

export interface DiskRun {
  fault: DiskFault;
  /** Which call of its thread fails; with `onwards`, all later ones too. */
  nth: number;
  onwards: boolean;
  seed: number;
}

/** Between two limits of the size of a file: every part of a page is cut somewhere. */
const LIMIT_STEP = 1_531;

/** Where the server keeps its todos, and where its calls are written down. */
export interface Files {
  database: string;
  trace: string;
}

/** What starts the server so that it meets the fault. */
export function wrapperOf({ fault, nth, onwards }: DiskRun, { database, trace }: Files): string[] {
  const paths = ['', '-wal', '-shm', '-journal', '.lock', '.pid'].map((ending) => `${database}${ending}`);
  const { calls, effect, room } = fault;
  const when = effect === undefined ? {} : { effect: `${effect}:when=${nth}${onwards ? '+' : ''}` };
  const wrapper = injecting(trace, { calls, paths, letsGo: room && onwards, ...when });
  if (effect !== undefined) return wrapper;
  return [...wrapper, 'env', '-u', 'NODE_COMPILE_CACHE', 'prlimit', `--fsize=${nth * LIMIT_STEP}:unlimited`];
}

/** Whether the fault has come by now. */
export function wasMet(trace: string): boolean {
  return readTrace(trace).some((line) => line.includes('(INJECTED)') || line.includes('EFBIG'));
}

/** How a program that is gone ended, as its tracer saw it. */
export function endOf(trace: string): string {
  return (
    readTrace(trace)
      .flatMap((line) => /\+\+\+ ((?:exited with|killed by) \S+)/.exec(line)?.[1] ?? [])
      .at(-1) ?? 'unseen'
  );
}
