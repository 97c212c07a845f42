/** The root: keys and pastes go in, the drawing comes out. No rule of the screen is here. */
import { useApp, useCursor, useInput, usePaste, useStdout, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { paste, pressAll } from '../dispatch.ts';
import { doingOf, drawingOf } from '../format/frame.ts';
import { keystrokes, looksPasted } from '../input/keystrokes.ts';
import type { Screen } from '../model/screen.ts';
import type { Theme } from '../theme.ts';
import { layoutOf } from '../view/layout.ts';
import { Frame } from './Frame.tsx';

/** What only the mounted app can do with the terminal. */
export interface Mounted {
  /** Gives the terminal away until `meanwhile` is over, then draws everything anew. */
  lend(meanwhile: () => Promise<void>): Promise<void>;
  /** Writes around the frame, which is drawn anew. */
  write(bytes: string): void;
}

/** The size that may be drawn in. A console of Windows scrolls when its last line is full. */
function useSize(): { columns: number; rows: number } {
  const { columns, rows } = useWindowSize();
  return { columns, rows: process.platform === 'win32' ? rows - 1 : rows };
}

export function App({ screen, theme, onMount }: { screen: Screen; theme: Theme; onMount: (app: Mounted) => void }) {
  useSyncExternalStore(screen.subscribe, () => screen.version);
  const size = useSize();
  const { suspendTerminal } = useApp();
  const { write } = useStdout();
  const { setCursorPosition } = useCursor();
  useEffect(() => onMount({ lend: suspendTerminal, write }), [onMount, suspendTerminal, write]);
  useInput((input, key) => {
    if (looksPasted(input)) paste(screen, input);
    else pressAll(screen, keystrokes(input, key));
  });
  usePaste((text) => paste(screen, text));
  // The rows follow the size before they are read; a second render at the same size changes nothing.
  screen.resize(layoutOf({ ...size, doing: doingOf(screen) }), size.columns);
  const { lines, caret } = drawingOf(screen, size, theme);
  setCursorPosition(caret);
  return <Frame lines={lines} columns={size.columns} rows={size.rows} />;
}
