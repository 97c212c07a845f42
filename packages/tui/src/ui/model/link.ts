/** How the connection is told: always visible, by glyph and word, and not for a blip. Pure. */
import type { Problem } from '@tock/shared';
import type { ConnectionState, ListStatus } from '../../client/client.ts';
import type { Glyphs, Role } from '../theme.ts';

/** What the header says of the connection. */
export interface Link {
  readonly glyph: keyof Glyphs;
  readonly words: string;
  /** The same in one word, where there is little room. */
  readonly word: string;
  readonly role: Role;
  /** Whether what is on screen is what the server has, as far as is told. */
  readonly fresh: boolean;
  /** When the words change by themselves, in milliseconds; null: not before something happens. */
  readonly changesAt: number | null;
}

/** A drop shorter than this is not told, in milliseconds. */
const BLIP = 500;
/** After this long without a connection the seconds are no longer counted, in milliseconds. */
const COUNTED = 30_000;

/** The time of day of an instant (milliseconds), in the reader's zone: `14:02`. */
export function timeOfDay(instant: number): string {
  const date = new Date(instant);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

const LIVE: Link = { glyph: 'live', words: 'live', word: 'live', role: 'good', fresh: true, changesAt: null };

function connecting(words: string, word = words): Link {
  return { glyph: 'connecting', words, word, role: 'warning', fresh: false, changesAt: null };
}

function refused(problem: Problem): Link {
  const told: Partial<Record<Problem['code'], string>> = {
    unauthenticated: 'signed out',
    forbidden: 'not allowed',
    incompatible: 'version',
    server_behind: 'server behind',
    not_found: 'no such list',
  };
  const words = told[problem.code] ?? 'refused';
  return { glyph: 'refused', words, word: words, role: 'bad', fresh: false, changesAt: null };
}

function reconnecting(
  state: Extract<ConnectionState, { phase: 'reconnecting' }>,
  asOf: number | null,
  now: number,
): Link {
  const away = now - state.since;
  if (away < BLIP && asOf !== null) return { ...LIVE, changesAt: state.since + BLIP };
  if (away >= COUNTED) {
    const words = asOf === null ? 'offline' : `offline, read-only, as of ${timeOfDay(asOf)}`;
    return { glyph: 'offline', words, word: 'offline', role: 'bad', fresh: false, changesAt: null };
  }
  const left = Math.max(0, Math.ceil((state.retryAt - now) / 1_000));
  const next = left > 0 ? ` (next ${left}s)` : '';
  return {
    glyph: 'reconnecting',
    words: `reconnecting ${state.attempt}${next}`,
    word: 'offline',
    role: 'warning',
    fresh: false,
    changesAt: Math.min(
      state.since + COUNTED,
      left > 0 ? state.retryAt - (left - 1) * 1_000 : Number.POSITIVE_INFINITY,
    ),
  };
}

/** What the header says, from where the connection and the list stand. */
export function linkOf(state: ConnectionState, status: ListStatus, now: number): Link {
  if (state.phase === 'refused') return refused(state.problem);
  if (state.phase === 'closed')
    return { ...refused({ code: 'unreachable', message: '' }), words: 'closed', word: 'closed' };
  if (status.phase === 'failed') return refused(status.problem);
  if (state.phase === 'connecting') return connecting('connecting');
  if (state.phase === 'reconnecting') return reconnecting(state, status.phase === 'stale' ? status.asOf : null, now);
  if (status.phase === 'opening') return connecting('opening');
  if (status.phase === 'stale') return { ...connecting('catching up'), glyph: 'reconnecting' };
  return LIVE;
}
