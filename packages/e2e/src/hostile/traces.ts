/** What a process leaves to see of itself: its open files, and what its log should not have. */
import { readdirSync } from 'node:fs';

/** How many files and sockets a process has open. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The level from which on a line of the log is a fault: a refusal and a reader that was cut are none. */
const ERROR = 50;
/** What the runtime says when its garbage is to be collected. */
const OF_THE_INSPECTOR = /^(Debugger |For help, see: )/;

function isComplaint(line: string): boolean {
  try {
    const { level }: { level: number } = JSON.parse(line);
    return level >= ERROR;
  } catch {
    // A warning of the runtime, or what is left of a stack trace.
    return !OF_THE_INSPECTOR.test(line);
  }
}

/** The lines of a log that should not be in it, some of them. */
export function complaints(log: string): string[] {
  const lines = log.split('\n').filter((line) => line !== '' && isComplaint(line));
  return [...new Set(lines.map((line) => line.replace(/"time":\d+/, '').slice(0, 600)))].slice(0, 10);
}
