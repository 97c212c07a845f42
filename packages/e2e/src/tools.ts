/** The tools of the system that some tests need: without one they are skipped, counted and named. */
import { spawnSync } from 'node:child_process';

/** Where servers are installed that only root is meant to run. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

function works(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore', env: { ...process.env, PATH } }).status === 0;
}

/** Takes from root what sets it above the modes of files, which it owns all the same. */
const withoutPrivilege = ['setpriv', '--bounding-set', '-dac_override'] as const;
const isRoot = process.getuid?.() === 0;

export const tools = {
  /** Whether tmux is there. */
  tmux: works('tmux', '-V'),
  /** Whether strace is there, and may trace. */
  strace: works('strace', '-f', '-o', '/dev/null', 'true'),
  /** Whether curl is there, and jq. */
  curl: works('curl', '--version') && works('jq', '--version'),
  /** Whether Debian's own Python has Socket.IO, and what its client needs for WebSocket. */
  pythonSocketIo: works('/usr/bin/python3', '-c', 'import socketio, aiohttp'),
  /** Whether a program may have disks of its own. */
  mount: works('unshare', '-rm', 'sh', '-c', 'mount -t tmpfs small /mnt'),
  /** Whether a program can be run so that the modes of files count, also by root. */
  modes: !isRoot || works(...withoutPrivilege, 'true'),
  /** The system's own Python, which can receive what goes to a service manager. */
  python: works('/usr/bin/python3', '-c', 'import socket, plistlib'),
  systemdNotify: works('systemd-notify', '--version'),
  systemdAnalyze: works('systemd-analyze', '--version'),
  nginx: works('nginx', '-v'),
  caddy: works('caddy', 'version'),
  promtool: works('promtool', '--version'),
  openssl: works('openssl', 'version'),
} as const;

/** What runs a program so that the modes of files count. */
export const heedingModes: readonly string[] = isRoot ? withoutPrivilege : [];
