/** The reverse proxies that people put in front of tockd, run for real on the files of docs/proxies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import { freePort } from './freePort.ts';
import { root } from './programs.ts';
import type { Sandbox } from './sandbox.ts';
import { until } from './until.ts';

/** The name in the files. */
export const PUBLIC_NAME = 'todo.example.net';

export interface ReverseProxy {
  readonly url: string;
  readonly port: number;
  /** The certificate that its clients have to trust, PEM. */
  readonly cert: string;
  /** Ends it, without a word to those who are connected. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What a file of the documents becomes for a test: other ports, other paths, nothing else. Each has to be found. */
function substitute(file: string, changes: readonly [string, string][]): string {
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(root, 'docs', 'proxies', file), 'utf8'),
  );
}

interface Plan {
  port: number;
  target: number;
  cert: string;
  key: string;
  folder: string;
}

const paths = ({ cert, key }: Plan): [string, string][] => [
  ['/etc/tock/tls/fullchain.pem', cert],
  ['/etc/tock/tls/privkey.pem', key],
];

/** How each is started: what it reads is written, and its command line is the answer. */
const kinds = {
  nginx(plan: Plan): string[] {
    const site = join(plan.folder, 'tockd.conf');
    const changes: [string, string][] = [
      ['listen 443 ', `listen 127.0.0.1:${plan.port} `],
      ['127.0.0.1:7250', `127.0.0.1:${plan.target}`],
    ];
    writeFileSync(site, substitute('nginx.conf', [...changes, ...paths(plan)]));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${plan.folder}/${name};`,
    );
    const main = join(plan.folder, 'nginx.conf');
    writeFileSync(
      main,
      `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
pid ${plan.folder}/nginx.pid;
error_log stderr;
events {}
http { access_log off; ${temporary.join(' ')} include ${site}; }
`,
    );
    return ['nginx', '-e', 'stderr', '-c', main];
  },
  caddy(plan: Plan): string[] {
    const file = join(plan.folder, 'Caddyfile');
    const names = ['localhost', PUBLIC_NAME].map((name) => `https://${name}:${plan.port}`).join(', ');
    const changes: [string, string][] = [
      // Alone on its ports: it would also listen for its own administration, and on port 80.
      ['\tgrace_period', '\tadmin off\n\tauto_https disable_redirects\n\tgrace_period'],
      [`\n${PUBLIC_NAME} {`, `\n${names} {`],
      ['127.0.0.1:7250', `127.0.0.1:${plan.target}`],
    ];
    writeFileSync(file, substitute('Caddyfile', [...changes, ...paths(plan)]));
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
  },
} as const satisfies Record<string, (plan: Plan) => string[]>;

export type ProxyKind = keyof typeof kinds;

/** Whether a TLS server answers on a port, with whatever. */
function answers(port: number, cert: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', servername: 'localhost', port, path: '/', ca: readFileSync(cert), agent: false },
      (response) => {
        response.resume();
        resolve(true);
      },
    );
    request.on('error', () => resolve(false));
  });
}

/** How long it may take to start and to end on a busy machine, in milliseconds. */
const PATIENCE = 30_000;

/** Starts a proxy of a kind in front of a port. */
export async function startReverseProxy(sandbox: Sandbox, kind: ProxyKind, target: number): Promise<ReverseProxy> {
  const folder = join(sandbox.home, kind);
  mkdirSync(folder);
  const { cert, key } = makeCertificate(sandbox, ['localhost', PUBLIC_NAME]);
  const port = await freePort();
  const [program = '', ...words] = kinds[kind]({ port, target, cert, key, folder });
  let child: ChildProcess | null = null;
  let said = '';
  const start = async () => {
    const started = spawn(program, words, {
      env: { ...sandbox.environment, PATH: `${sandbox.environment.PATH}:/usr/sbin:/sbin` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(
      `${kind} to answer`,
      () => {
        if (started.exitCode !== null) throw new Error(`${kind} ended with ${started.exitCode}: ${said}`);
        return answers(port, cert);
      },
      PATIENCE,
    );
  };
  const stop = async () => {
    const running = child;
    if (running === null) return;
    running.kill('SIGTERM');
    await until(`${kind} to end`, () => running.exitCode !== null || running.signalCode !== null, PATIENCE);
    child = null;
  };
  sandbox.atEnd(stop);
  await start();
  return { url: `https://localhost:${port}`, port, cert, stop, start };
}
