/** The screen as lines from top to bottom, never more of them than the terminal has. */
import { Box } from 'ink';
import { Line } from './Line.tsx';

/** Draws `lines` in a box of exactly the terminal's size. */
export function Frame({ lines, columns, rows }: { lines: readonly string[]; columns: number; rows: number }) {
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {lines.slice(0, rows).map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place, not what it says.
        <Line key={row} text={text} />
      ))}
    </Box>
  );
}
