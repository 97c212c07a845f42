/** The systemd unit of an installation: pure, (what the service is told) → text. */
import { ConfigInvalid } from '../config.ts';
import type { Service } from './installation.ts';

/** Where the data of the service lie, unless it is told. */
export const SYSTEM_DATA = '/var/lib/tock';
/** What the store is told by, where its URL may hold a password. */
const ENVIRONMENT_FILE = '/etc/tock/tockd.env';
/** Where systemd puts the certificate and its key, for this service alone: a variable that it fills in. */
const CREDENTIALS = `\${CREDENTIALS_DIRECTORY}`;

const PLAIN = /^[\w/.,:=@+-]+$/;

const percent = (text: string) => text.replaceAll('%', '%%');

/** A word of a command line as systemd reads it: no specifier, no variable, no word ends early. */
function argument(text: string): string {
  if (PLAIN.test(text)) return text;
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$');
  return `"${percent(escaped)}"`;
}

/** A path where systemd knows no escapes: of the program, in which it looks for no variables, and in a list of folders. */
function path(text: string): string {
  if (/["'\\]/.test(text)) throw new ConfigInvalid(`systemd takes no quote and no backslash in ${text}`);
  return PLAIN.test(text) ? text : `"${percent(text)}"`;
}

/** The settings by which the service may write: folders that systemd makes for it, and others that are there. */
function writable(folders: readonly string[]): string[] {
  return [...new Set(folders)].flatMap((folder) => {
    const [, root, name] = /^(\/var\/lib|\/run)\/([\w-][\w.-]*(?:\/[\w-][\w.-]*)*)$/.exec(folder) ?? [];
    if (name === undefined) return [`ReadWritePaths=${path(folder)}`];
    const kind = root === '/run' ? 'Runtime' : 'State';
    return [`${kind}Directory=${name}`, `${kind}DirectoryMode=0700`];
  });
}

/** Whether a path lies where people live, which a service does not see unless it has to. */
export const atHome = (text: string): boolean => /^\/(home|root|run\/user)(\/|$)/.test(text);

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** What the service may not do, beside what depends on how it is told to run. */
const SANDBOX = `PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
# SQLite gives its log the owner of the store, when it runs as root.
SystemCallFilter=@chown
SystemCallErrorNumber=EPERM`;

/** The unit. Throws `ConfigInvalid` for a path that systemd cannot be told. */
export function systemdUnit(service: Service): string {
  const { programs, dataDir, host, port, tls, writes, words, stop, secretStore } = service;
  const folders = [dataDir, ...writes];
  const capability = port < 1024 ? 'CAP_NET_BIND_SERVICE' : '';
  const command = [
    path(programs.node),
    ...[programs.tockd, '--data-dir', dataDir, '--host', host, '--port', String(port), ...words].map(argument),
    ...(tls === null ? [] : ['--tls-cert', `${CREDENTIALS}/tls-cert`, '--tls-key', `${CREDENTIALS}/tls-key`]),
  ];
  const network = LOOPBACK.test(host) ? 'network.target' : 'network-online.target';
  const home = [programs.node, programs.tockd, ...folders].some(atHome);
  return `# tockd as a service of this machine. Once, as root:
#   useradd --system --home-dir ${SYSTEM_DATA} --shell /usr/sbin/nologin tock
#   tockd unit … > /etc/systemd/system/tockd.service
#   systemctl daemon-reload && systemctl enable --now tockd
[Unit]
Description=tockd, the server of the shared todo list tock
After=${network}
Wants=${network}
# A store that cannot be used for now is tried again until it can.
StartLimitIntervalSec=0

[Service]
Type=notify
# systemd-notify speaks for tockd, in a process of its own.
NotifyAccess=all
ExecStart=${command.join(' ')}
User=tock
${[
  ...(secretStore
    ? ['# TOCKD_STORE=…, in a file that only root may read.', `EnvironmentFile=${ENVIRONMENT_FILE}`]
    : []),
  ...(tls === null
    ? []
    : [`LoadCredential=tls-cert:${percent(tls.cert)}`, `LoadCredential=tls-key:${percent(tls.key)}`]),
  ...writable(folders),
].join('\n')}
# Nothing that the service can write is ever run.
Environment=NODE_DISABLE_COMPILE_CACHE=1
UMask=0077
# 1 and 2 are for a person: the store cannot be used, the options do not fit. Everything else is tried again.
Restart=on-failure
RestartPreventExitStatus=1 2
RestartSec=2
# The loop and the store have to answer within this.
WatchdogSec=30
# Longer than a drain, of which tockd alone is told.
KillMode=mixed
TimeoutStopSec=${stop}
# A connection is an open file. Memory holds tokens: it is never written to a disk as a core.
LimitNOFILE=65536
LimitCORE=0

# What it cannot do. MemoryDenyWriteExecute is missing because V8 compiles as it runs.
NoNewPrivileges=yes
CapabilityBoundingSet=${capability}
AmbientCapabilities=${capability}
PrivateUsers=${capability === '' ? 'yes' : 'no'}
ProtectSystem=strict
ProtectHome=${home ? 'read-only' : 'yes'}
${SANDBOX}

[Install]
WantedBy=multi-user.target
`;
}
