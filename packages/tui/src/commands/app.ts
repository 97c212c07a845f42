/** `tock` alone: the terminal app. */
import { failure } from '@tock/shared';
import type { Context } from '../cli/context.ts';
import type { Verb } from '../cli/verb.ts';
import { parseServer } from '../client/endpoint.ts';

export const verb: Verb = {
  summary: 'the list, live: a todo exists when the server says so',
  words: '',
  options: [['--ascii', 'draw with characters that every font has']],
  examples: [
    ['tock', 'the list, live'],
    ['tock -l groceries', 'another one'],
    ['tock help', 'every verb'],
  ],
  async run(context, { options }) {
    const { io, output, settings } = context;
    const { environment } = io;
    if (io.stdin.isTTY !== true) {
      return failure(
        'invalid',
        'the app reads keys, and stdin is not a terminal',
        'write tock ls, or tock help for every verb',
      );
    }
    if (environment.TERM === 'dumb') {
      return failure(
        'invalid',
        'the app draws, and TERM=dumb cannot',
        'write tock ls, or tock watch to follow the list',
      );
    }
    const place = await placeOf(context);
    if (!place.ok) return place;

    // Ink's own colours ask this variable alone.
    if (!output.color) process.env.FORCE_COLOR = '0';
    const { runTui } = await import('../tui.tsx');
    const connection = await context.connection();
    // From here on the app hears every signal itself, and gives the terminal back.
    context.heeds = [];
    const code = await runTui({
      connection,
      list: settings.list,
      place: place.value,
      ascii: options.flag('ascii') || isOn(environment.TOCK_ASCII),
      color: output.color,
      motion: !isOn(environment.NO_MOTION),
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      now: () => io.now(),
    });
    return { ok: true, value: code };
  },
};

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}

async function placeOf({ settings }: Context) {
  if (settings.server !== null) {
    const url = parseServer(settings.server, false);
    return url.ok ? { ok: true as const, value: url.value.host } : url;
  }
  const { LOCAL_PLACE } = await import('../client/localServer.ts');
  return { ok: true as const, value: LOCAL_PLACE };
}
