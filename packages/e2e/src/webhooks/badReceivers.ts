/** What receivers do that sleep, break, lie and go away. Each is what a sender has to expect of a stranger. */
import type { ServerResponse } from 'node:http';
import type { Behaviour } from './receiver.ts';

const refusing = (status: number, headers: Record<string, string> = {}): Behaviour => ({
  name: String(status),
  takes: false,
  answer: (response) => void response.writeHead(status, headers).end('no'),
});

/** Writes for as long as anybody reads. */
function writeWithoutEnd(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write('x'.repeat(8_192)));
  };
  response.writeHead(200).on('drain', write);
  write();
}

/** Ways to fail, and ways to succeed that look like failing. `elsewhere` is where a redirect would lead. */
export function badBehaviours(elsewhere: string): readonly Behaviour[] {
  return [
    refusing(500),
    refusing(503, { 'retry-after': '1' }),
    refusing(429, { 'retry-after': '7200' }),
    refusing(401),
    refusing(302, { location: elsewhere }),
    refusing(307, { location: elsewhere }),
    { name: 'silent', takes: false, answer: () => {} },
    { name: 'half an answer', takes: false, answer: (_, socket) => void socket.write('HTTP/1.1 200 O') },
    { name: 'nonsense', takes: false, answer: (_, socket) => void socket.end('\0\0\0HTTP/0.9 200\r\n\r\n') },
    { name: 'reset', takes: false, answer: (_, socket) => void socket.resetAndDestroy() },
    // It has it, and nobody was told.
    { name: 'taken, then reset', takes: true, answer: (_, socket) => void socket.resetAndDestroy() },
    { name: 'taken, then silent', takes: true, answer: () => {} },
    { name: 'taken, then 500', takes: true, answer: (response) => void response.writeHead(500).end() },
    { name: 'endless', takes: true, answer: writeWithoutEnd },
    {
      name: 'cut body',
      takes: true,
      answer: (response, socket) => {
        response.writeHead(200, { 'content-length': '100' }).write('x');
        socket.end();
      },
    },
  ];
}
