/** `npm start`: sets up what is missing, then runs `tock` with the words that follow `--`. */
'use strict';

const { inRoot, projectNode, setUp } = require('./setup.cjs');
const { spawn } = require('node:child_process');

setUp();
const words = [inRoot('packages', 'tui', 'bin', 'tock.js'), ...process.argv.slice(2)];
// The folder that the person is in, which npm leaves for the project's.
const { INIT_CWD: folder = process.cwd() } = process.env;
const child = spawn(projectNode(), words, { stdio: 'inherit', cwd: folder });
/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) {
  process.on(signal, () => {
    // Ctrl-C on a terminal reaches the child by itself.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  for (const each of signals) process.removeAllListeners(each);
  if (signal === null) process.exitCode = code ?? 1;
  else process.kill(process.pid, signal);
});
