#!/usr/bin/env node
/** Starts tock: on Node 24 or newer right here, on an older one with the Node that the project brings. */
'use strict';

const fs = require('node:fs');
const { enableCompileCache } = require('node:module');
const path = require('node:path');

// Until the version of Node is known, nothing here is newer than Node 14.18.
const here = __filename;
const program = path.join(path.dirname(here), '..', 'dist', 'tock.js');

function complain(what, remedy) {
  process.stderr.write(`${what}\n${remedy}\n`);
  process.exitCode = 1;
}

/** The Node that the project brings, looked for in this folder and all above it, or null. */
function bundledNode() {
  for (let folder = path.dirname(here); ; folder = path.dirname(folder)) {
    const node = path.join(folder, 'node_modules', 'node', 'bin', 'node');
    if (fs.existsSync(node)) return node;
    if (folder === path.dirname(folder)) return null;
  }
}

/** Does the same again with another Node, and ends as that does. */
function runWith(node) {
  const { spawn } = require('node:child_process');
  const child = spawn(node, [here, ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches both of us by itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => complain(`the Node of the project does not start: ${error.message}`, 'run npm ci'));
  child.on('exit', (code, signal) => {
    for (const each of signals) process.removeAllListeners(each);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

/** Compiled code is kept from run to run, in a folder of this person alone. */
function keepCompiledCode() {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && path.join(HOME, '.cache'));
  if (folder && path.isAbsolute(folder)) enableCompileCache(path.join(folder, 'tock', 'compiled'));
}

if (Number.parseInt(process.versions.node, 10) < 24) {
  const node = bundledNode();
  if (node === null)
    complain(
      `tock needs Node 24 or newer, this is ${process.versions.node}`,
      'install Node 24, or run npm ci in the project',
    );
  else runWith(node);
} else if (!fs.existsSync(program)) {
  complain('tock is not built yet', 'run npm start or npm run build in the project');
} else {
  keepCompiledCode();
  require(program);
}
