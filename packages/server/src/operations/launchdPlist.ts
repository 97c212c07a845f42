/** The property list by which launchd runs tockd for the person who is signed in: pure, (what it is told) → text. */
import { join } from 'node:path';
import { ConfigInvalid } from '../config.ts';
import type { Service } from './installation.ts';

const LABEL = 'tock.tockd';

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const string = (text: string) => `<string>${xml(text)}</string>`;

/** The property list, for a person whose home is `home`. Throws `ConfigInvalid` where it would have to hold a secret. */
export function launchdPlist(service: Service, home: string): string {
  const { programs, dataDir, host, port, tls, words, stop, secretStore } = service;
  if (secretStore)
    throw new ConfigInvalid('a property list is read by everybody, and the URL of that store may hold a password');
  const command = [
    ...[programs.node, programs.tockd, '--data-dir', dataDir, '--host', host, '--port', String(port), ...words],
    ...(tls === null ? [] : ['--tls-cert', tls.cert, '--tls-key', tls.key]),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Save as ~/Library/LaunchAgents/${LABEL}.plist, then
     launchctl bootstrap gui/$UID ~/Library/LaunchAgents/${LABEL}.plist -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(LABEL)}
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    ${string(word)}`).join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <!-- launchd knows no exit code that is for a person: such a start is tried again, twice a minute at most. -->
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ExitTimeOut</key>
  <integer>${stop}</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>SoftResourceLimits</key>
  <dict>
    <key>NumberOfFiles</key>
    <integer>65536</integer>
    <key>Core</key>
    <integer>0</integer>
  </dict>
  <key>StandardErrorPath</key>
  ${string(join(home, 'Library/Logs/tockd.log'))}
</dict>
</plist>
`;
}
