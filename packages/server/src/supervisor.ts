/** What tockd tells the service manager that runs it (sd_notify): that it serves, that it is alive, that it goes. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What is told, and by what. */
export interface SupervisorDependencies {
  environment: NodeJS.ProcessEnv;
  pid: number;
  /** Tells the service manager; resolves when it has read it. */
  tell(...assignments: string[]): Promise<void>;
  /** Proves that the server can do its work; rejects, or never answers, when it cannot. */
  prove(): Promise<void>;
  /** Somebody should know, and nothing else changes. */
  report(error: unknown): void;
}

export interface Supervisor {
  /** The server listens: from now on it is also said, while that is so, that it is alive. */
  ready(url: string): void;
  /** The server goes, as it was asked to. */
  stopping(): void;
}

/** How soon the service manager misses a sign of life, in milliseconds, or null when it wants none from us. */
function watchdogOf({ WATCHDOG_USEC, WATCHDOG_PID }: NodeJS.ProcessEnv, pid: number): number | null {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== '' && WATCHDOG_PID !== String(pid)) return null;
  if (WATCHDOG_USEC === undefined || !/^[1-9]\d{0,11}$/.test(WATCHDOG_USEC)) return null;
  return Number(WATCHDOG_USEC) / 1_000;
}

/** Speaks with the service manager, where there is one (`NOTIFY_SOCKET`). What cannot be told never stops the server. */
export function createSupervisor({ environment, pid, tell, prove, report }: SupervisorDependencies): Supervisor {
  if ((environment.NOTIFY_SOCKET ?? '') === '') return { ready: () => undefined, stopping: () => undefined };
  let beating: NodeJS.Timeout | undefined;
  let proving = false;
  const beat = async () => {
    // A proof that does not come is the silence that the service manager waits for: no second one is begun.
    if (proving) return;
    proving = true;
    try {
      await prove();
      if (beating !== undefined) await tell('WATCHDOG=1');
    } catch (error) {
      report(error);
    }
    proving = false;
  };
  return {
    ready(url) {
      void tell('READY=1', `STATUS=listening on ${url}`).catch(report);
      const missed = watchdogOf(environment, pid);
      if (missed !== null) beating = setInterval(() => void beat(), missed / 2).unref();
    },
    stopping() {
      clearInterval(beating);
      beating = undefined;
      void tell('STOPPING=1', 'STATUS=draining').catch(report);
    },
  };
}

/** How long systemd may take to read one message, in milliseconds. */
const PATIENCE = 10_000;

const run = promisify(execFile);

/**
 * Tells systemd by its own program, for Node has no sockets for datagrams of one machine. The program waits until it was
 * read, so that systemd still finds the sender among the processes of the service. It gets nothing else of our environment.
 */
export function tellSystemd({ NOTIFY_SOCKET = '', PATH = '/usr/bin:/bin' }: NodeJS.ProcessEnv) {
  return async (...assignments: string[]): Promise<void> => {
    await run('systemd-notify', assignments, {
      env: { NOTIFY_SOCKET, PATH },
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    });
  };
}
