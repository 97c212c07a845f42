/** A service manager as far as a service can tell: a real socket for datagrams, and a list of what came. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

/** Node has no such sockets. Files that come with a message are closed: by that its sender knows that it was read. */
const RECEIVER = `
import array, os, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("LISTENING", flush=True)
while True:
    text, ancillary, _, _ = receiver.recvmsg(65536, 4096)
    if text != b"BARRIER=1":
        print(text.decode().replace("\\n", " "), flush=True)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files = array.array("i")
            files.frombytes(data[:len(data) - len(data) % files.itemsize])
            for file in files:
                os.close(file)
`;

export interface ServiceManager {
  /** What a service needs in its environment to speak with it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What came, a message a line. */
  readonly told: readonly string[];
  /** Resolves when so many more signs of life have come. */
  alive(times: number): Promise<void>;
}

/** Opens one that misses a sign of life after so many milliseconds, and does nothing about it. */
export async function openServiceManager(sandbox: Sandbox, watchdogMs: number): Promise<ServiceManager> {
  const socket = join(sandbox.session, `notify-${Math.random().toString(36).slice(2)}`);
  const receiver = spawn('/usr/bin/python3', ['-c', RECEIVER, socket], {
    env: sandbox.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  createInterface(receiver.stdout).on('line', (line) => told.push(line));
  await until('the socket of the service manager', () => told.shift() === 'LISTENING');
  const signs = () => told.filter((line) => line === 'WATCHDOG=1').length;
  return {
    environment: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: String(watchdogMs * 1_000) },
    told,
    async alive(times) {
      const goal = signs() + times;
      await until('signs of life', () => signs() >= goal, 30_000);
    },
  };
}
