/** Makes a fresh clone ready: installs what the lock names and builds, each only when needed; on any Node that npm runs on. */
'use strict';

// Runs on the Node of the system: nothing here is newer than Node 14, until an old one was told so.
if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`tock is installed and built by Node 20 or newer, this is ${process.versions.node}\n`);
  process.stderr.write('install Node 24 from https://nodejs.org, then run the same again\n');
  process.exit(1);
}

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { hashOfSources, STAMP } = require('./sources.cjs');

const root = path.dirname(__dirname);
const inRoot = (/** @type {string[]} */ ...names) => path.join(root, ...names);

/**
 * Ends the program with two lines: what happened, what to do.
 * @param {string} what
 * @param {string} remedy
 * @param {number} [code]
 * @returns {never}
 */
function giveUp(what, remedy, code = 1) {
  process.stderr.write(`${what}\n${remedy}\n`);
  process.exit(code);
}

/**
 * The `packages` of a lock file, or nothing when there is none.
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>}
 */
function packagesOf(file) {
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

/** Whether node_modules is what the lock names. npm writes its own record last, so that a broken install has none. */
function installed() {
  const wanted = packagesOf(inRoot('package-lock.json'));
  const present = packagesOf(inRoot('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([name, entry]) => {
    if (!name.includes('node_modules/')) return true;
    const found = present[name];
    // Optional packages are for other machines than this one.
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version;
  });
}

/** The Node that runs everything of ours: the project's own, or the system's when that is new enough. */
function projectNode() {
  const own = inRoot('node_modules', 'node', 'bin', 'node');
  if (fs.existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return giveUp(
    'the Node of the project is missing: npm did not run the install script of the package "node"',
    'run npm ci --ignore-scripts=false, or install Node 24',
  );
}

/** The environment in which every `node` is the project's own. */
function environment() {
  const { PATH = '', ...others } = process.env;
  return {
    ...others,
    PATH: `${inRoot('node_modules', '.bin')}${path.delimiter}${PATH}`,
  };
}

/**
 * Runs a program of the project, its output on stderr: stdout belongs to what was asked for.
 * @param {string} what for the message when it fails
 * @param {string} program
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} [variables]
 */
function run(what, program, words, variables = {}) {
  const env = { ...environment(), ...variables };
  const { status, error } = spawnSync(program, words, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    giveUp(`${what} failed${error ? `: ${error.message}` : ''}`, 'what it said stands above', status ?? 1);
}

function install() {
  process.stderr.write('tock: installing what it is made of, once\n');
  const { npm_execpath: npm } = process.env;
  // Whatever the caller's settings are: builds need the tools, and the project's Node comes by an install script.
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--ignore-scripts=false'];
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) run('npm ci', process.execPath, [npm, ...words]);
  else run('npm ci', 'npm', words);
}

/** Whether both programs were built from the sources as they are. */
function built() {
  const stamps = ['server', 'tui'].map((name) => inRoot('packages', name, 'dist', STAMP));
  if (!stamps.every((file) => fs.existsSync(file))) return false;
  const hash = hashOfSources();
  return stamps.every((file) => fs.readFileSync(file, 'utf8') === hash);
}

function build() {
  fs.mkdirSync(inRoot('.turbo', 'home'), { recursive: true });
  process.stderr.write('tock: building\n');
  const turbo = inRoot('node_modules', 'turbo', 'bin', 'turbo');
  // Turbo and npm want to write at home (npm for ever, when it cannot): the build gets a home of its own.
  const variables = { HOME: inRoot('.turbo', 'home'), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  run('the build', projectNode(), [turbo, 'run', 'build', '--cache=local:rw', '--output-logs=errors-only'], variables);
}

/**
 * The code of a fault of the system (`ENOENT`), if it has one.
 * @param {unknown} fault
 */
function codeOf(fault) {
  return fault instanceof Error && 'code' in fault ? fault.code : undefined;
}

/**
 * Whether a process runs.
 * @param {number} pid
 */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Runs a task while no other process sets up the same folder; who comes second waits.
 * @param {() => void} task
 */
function alone(task) {
  const lock = inRoot('.turbo', 'setup.lock');
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    Atomics.wait(pause, 0, 0, 200);
    const owner = fs.existsSync(lock) ? Number(fs.readFileSync(lock, 'utf8')) : 0;
    // An empty file was only just made; a dead owner was interrupted.
    if (owner > 0 && !alive(owner)) fs.rmSync(lock, { force: true });
  }
  try {
    task();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** Installs and builds what is missing or outdated. With nothing to do it takes some 20 milliseconds. */
function setUp() {
  if (installed() && built()) return;
  try {
    alone(() => {
      if (!installed()) install();
      if (!built()) build();
    });
  } catch (error) {
    giveUp(
      `tock cannot set itself up in ${root}: ${error instanceof Error ? error.message : error}`,
      'make the folder writable for you, then run the same again',
    );
  }
}

module.exports = { environment, inRoot, projectNode, root, setUp };
if (require.main === module) setUp();
