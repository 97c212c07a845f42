/** One line of the screen: already painted and measured, drawn anew only when it says something else. */
import { Box, Text } from 'ink';
import { memo } from 'react';

export const Line = memo(function Line({ text }: { text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate-end">{text === '' ? ' ' : text}</Text>
    </Box>
  );
});
