/** `tock server`: the server of this machine. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { exitCodes, failure, type Outcome, sanitise, success } from '@tock/shared';
import { type Context, done } from '../cli/context.ts';
import { localStatus } from '../cli/serverStatus.ts';
import type { Verb } from '../cli/verb.ts';
import { ensureLocal, findSilent, type LocalServer, statusLocal, stopLocal } from '../client/localServer.ts';
import { version } from '../version.ts';

export const verb: Verb = {
  summary: 'start, stop and look at the server of this machine',
  words: '<action>',
  options: [],
  examples: [
    ['tock server status', 'whether it runs, and where'],
    ['tock server start', 'start it; tock does so by itself when it is needed'],
    ['tock server stop', 'stop it: what is on its way is finished first'],
    ['tock server logs', 'what it wrote'],
  ],
  async run(context, { words: [action], options }) {
    if (options.text('server') !== undefined)
      return failure(
        'invalid',
        'server is about the server of this machine',
        'tock status --server URL asks another one',
      );
    const { paths, io } = context;
    switch (action) {
      case 'start': {
        const started = await ensureLocal({ paths, environment: io.environment, version, autostart: true });
        if (!started.ok) return started;
        print(context, started.value);
        return done;
      }
      case 'status': {
        const status = await statusLocal(paths);
        if (!status.ok) return status;
        const silent = status.value === null ? await findSilent(paths) : null;
        if (silent !== null) context.output.note(silent.message);
        print(context, status.value);
        return success(status.value === null ? exitCodes.unreachable : 0);
      }
      case 'stop': {
        const stopped = await stopLocal(paths);
        if (!stopped.ok) return stopped;
        context.output.note(stopWords(stopped.value));
        if (context.output.form === 'json') print(context, null);
        return done;
      }
      case 'logs':
        return printLogs(context);
      default:
        return failure('invalid', `server has no action "${action}"`, 'write tock server start, stop, status or logs');
    }
  },
};

/** Whoever is connected and may start a server starts the next one: it looked as if nothing had been stopped. */
function stopWords({ stopped, connections }: { stopped: boolean; connections: number }): string {
  if (!stopped) return 'no server runs on this machine';
  return connections === 0 ? 'stopped' : 'stopped; a tock that is open starts it again';
}

function print({ output }: Context, server: LocalServer | null): void {
  const status = localStatus(server);
  const { running, pid, url, version, store } = status;
  const word = running ? 'running' : 'stopped';
  output.print({
    json: () => status,
    ids: () => [],
    plain: () => [[word, String(pid ?? ''), url ?? '', version ?? '', store ?? '']],
    terminal: () => {
      const details = running ? [`process ${pid}`, url, version, store] : ['it is started when it is needed'];
      return [`${output.shades.bold(word)}   ${sanitise(details.join(' · '))}`];
    },
  });
}

/** The log may quote what clients sent: every line is made safe. */
async function printLogs({ output, paths }: Context): Promise<Outcome<number>> {
  const log = createReadStream(paths.serverLog);
  try {
    for await (const line of createInterface({ input: log })) output.text(`${sanitise(line)}\n`);
    return done;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code !== 'ENOENT') return failure('refused', `${paths.serverLog} cannot be read (${code})`, 'check its mode');
    output.note('no server was started here yet');
    return done;
  }
}
