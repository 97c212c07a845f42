/** The screen as lines from top to bottom, never more of them than the terminal has. */
import { Box } from 'ink';
import { Line } from './Line.tsx';

/** Draws `lines` in a box of exactly the terminal's size. A line is known by its place on the screen, not by what it says. */
export function Frame({ lines, columns, rows }: { lines: readonly string[]; columns: number; rows: number }) {
  const placed = lines.slice(0, rows).map((text, row) => ({ place: `row ${row}`, text }));
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {placed.map(({ place, text }) => (
        <Line key={place} text={text} />
      ))}
    </Box>
  );
}
