/** Where tock keeps its files on this machine: the XDG folders, as a pure function of environment and home. */
import { isAbsolute, join } from 'node:path';

/** The environment as a process sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every folder and file of tock on this machine, as absolute paths. */
export interface Paths {
  /** Folder of what the person writes. */
  readonly config: string;
  /** Folder of the local server's store. */
  readonly data: string;
  /** Folder of what is remembered between runs: logs, history, the outbox. */
  readonly state: string;
  /** Folder of what lives as long as the session. Private: 0700, owned by the person. */
  readonly runtime: string;
  /** What the running local server says of itself. */
  readonly runtimeFile: string;
  /** The same, beside the store: for those who have the same data and not the same session, as cron and su. */
  readonly dataRuntimeFile: string;
  /** Held by whoever starts the local server. */
  readonly startLock: string;
  /** What the local server wrote to its output. */
  readonly serverLog: string;
}

/** The folders of tock. A relative path in the environment is ignored, as the XDG specification asks. */
export function pathsOf(environment: Environment, home: string): Paths {
  const folder = (variable: string, ...fallback: string[]): string => {
    const value = environment[variable];
    return join(value !== undefined && isAbsolute(value) ? value : join(home, ...fallback), 'tock');
  };
  const data = folder('XDG_DATA_HOME', '.local', 'share');
  const state = folder('XDG_STATE_HOME', '.local', 'state');
  const { XDG_RUNTIME_DIR: session } = environment;
  const runtime = session !== undefined && isAbsolute(session) ? join(session, 'tock') : join(state, 'run');
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    data,
    state,
    runtime,
    runtimeFile: join(runtime, 'server.json'),
    dataRuntimeFile: join(data, 'server.json'),
    startLock: join(data, 'start.lock'),
    serverLog: join(state, 'tockd.log'),
  };
}
