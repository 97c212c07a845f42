/** What `tock help TOPIC` prints. */
import { codes, exitCodes } from '@tock/shared';

interface Topic {
  readonly summary: string;
  readonly text: string;
}

const words = `Words of tock add and tock edit that are no title:

  +tag @tag            a tag; in edit, -+tag and -@tag remove it
  pri:high med low     a priority, or a letter from A to Z (high is A)
  due:WHEN wait:WHEN   a date; in edit, due: alone clears it
  for:PERSON           whom it is for
  list:NAME            the list to add to

Unknown words and keys stay in the title; after -- everything is title.
`;

const when = `WHEN, in due: and wait: and in filters, is ahead:

  2026-12-01           a day, the same for everyone
  today tomorrow fri   fri is the next one after today
  eow eom              Sunday of this week, last day of this month
  3d 2w 1mo 1y         days, weeks, months, years from today
  17:00                the next time the clock says so
  30min 2h             from now
  2026-12-01T17:00     a moment

In tock log --since it is behind you; a day counts from its beginning:

  2026-12-01           that day
  today yesterday fri  fri is the last one, today if it is one
  3d 2w 1mo 1y         the day so long ago
  17:00                the last time the clock said so
  30min 2h             so long ago
  2026-12-01T17:00     a moment
  120                  no moment: after this revision
`;

const filters = `Filters of tock ls and tock watch:

  milk "oat milk"      words of the title; title:open for a reserved word
  +tag @tag -+tag      with a tag, without it
  pri:high for:ana     fields; by:ana is who added it
  due:fri              also due.before: and due.after:
  today overdue        by your clock
  open waiting done removed
                       states; without one: open
  not and or ( )       together they are "and"; quote the brackets for the shell
  list:NAME            of that list
`;

const references = `How a todo is named:

  42                   its number in the list: given once, never used again
  ana/groceries/42     the number, in a list that is named too
  bcdf2456789x         its id, or the first four or more characters of it
  -                    the first field of every line of stdin: tock ls | fzf -m | tock done -

A todo that is moved to another list keeps its id and gets a number there.
`;

const meanings: Record<number, string> = {
  0: 'done; for a write: stored durably',
  1: 'no: refused by a rule, or ls -e found nothing; nothing was stored',
  2: 'usage or invalid input; or it would have to ask',
  3: 'server not reachable: certainly not stored',
  4: 'not signed in, or not allowed',
  5: 'not found, or not yours to see',
  6: 'conflict: changed meanwhile (undo too), op used for other content, watch cannot resume',
  7: 'outcome unknown: safe to run again with the op that is printed',
  8: 'client and server versions do not fit',
  70: 'a fault of tock',
  130: 'interrupted',
  143: 'terminated',
};

const exits = `Exit codes, and the code of the problem with --json:

${Object.entries(meanings)
  .map(([exit, meaning]) => {
    const named = codes.filter((code) => exitCodes[code] === Number(exit));
    return `  ${exit.padStart(3)}  ${meaning}${named.length === 0 ? '' : `\n       ${named.join(' ')}`}`;
  })
  .join('\n')}
`;

const settings = `Settings: flags, over the environment, over .tock.toml of the project, over your file.

  --server URL         TOCK_SERVER        server = "…"
  --token-file PATH    TOCK_TOKEN_FILE    token_file = "…"
                       TOCK_TOKEN
  --list NAME          TOCK_LIST          list = "…"
  --timeout DURATION   TOCK_TIMEOUT       timeout = "10s"
                       TOCK_AUTOSTART     autostart = false
                       TOCK_LOG=debug     the stack of a fault, on stderr

.tock.toml is looked for from the working folder upwards and may set list, nothing else.
Your file is $XDG_CONFIG_HOME/tock/config.toml.
`;

/** The topics by name. */
export const topics: ReadonlyMap<string, Topic> = new Map<string, Topic>([
  ['words', { summary: 'tags, dates and priorities in add and edit', text: words }],
  ['when', { summary: 'how dates are written', text: when }],
  ['filters', { summary: 'how todos are chosen', text: filters }],
  ['references', { summary: 'how a todo is named', text: references }],
  ['exit-codes', { summary: 'what each exit code means', text: exits }],
  ['settings', { summary: 'flags, environment and files', text: settings }],
]);
