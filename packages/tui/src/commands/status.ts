/** `tock status`: where todos go, fast enough for a prompt. It never starts a server and never signs in. */
import { exitCodes, type Outcome, sanitise, success } from '@tock/shared';
import type { Context } from '../cli/context.ts';
import { localStatus, remoteStatus, type ServerStatus } from '../cli/serverStatus.ts';
import type { Verb } from '../cli/verb.ts';
import { parseServer } from '../client/endpoint.ts';
import { LOCAL_PLACE, statusLocal } from '../client/localServer.ts';

/** A server that does not answer within so many milliseconds is offline, for a prompt. */
const WITHIN_MS = 500;

export const verb: Verb = {
  summary: 'say where todos go, without starting anything',
  words: '',
  options: [['-e, --exit-code', 'exit 3 when the server is offline']],
  examples: [
    ['tock status', 'the list and the server'],
    ['tock status -e -q', 'nothing but the exit code'],
  ],
  async run(context, { options }) {
    const found = await findServer(context);
    if (!found.ok) return found;
    const { place, ...status } = found.value;
    const { output, settings } = context;
    const { list } = settings;
    const { bold, dim } = output.shades;
    const word = status.running ? 'running' : 'offline';
    output.print({
      json: () => ({ ...status, list, place }),
      ids: () => [],
      plain: () => [[word, status.url ?? '', status.version ?? '', list]],
      terminal: () => {
        const details = [place, status.url, status.version].filter((detail) => detail !== null);
        return [`${bold(word)}   ${sanitise(list)} · ${dim(sanitise(details.join(' · ')))}`];
      },
    });
    return success(!status.running && options.flag('exitCode') ? exitCodes.unreachable : 0);
  },
};

async function findServer({ settings, paths, output }: Context): Promise<Outcome<ServerStatus & { place: string }>> {
  if (settings.server !== null) {
    const url = parseServer(settings.server, false);
    if (!url.ok) return url;
    return success({ ...(await remoteStatus(url.value, settings.timeoutMs ?? WITHIN_MS)), place: url.value.host });
  }
  const local = await statusLocal(paths);
  // Offline is what it is, whatever the reason; the reason is said beside it.
  if (!local.ok) output.note(local.problem.message);
  return success({ ...localStatus(local.ok ? local.value : null), place: LOCAL_PLACE });
}
