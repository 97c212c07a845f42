/** Opens the connection of a run: to the server that was named, or to the one of this machine. */
import type { Connection } from '../client/client.ts';
import { connect } from '../client/connect.ts';
import { resolverOf } from '../client/endpoint.ts';
import type { Environment, Paths } from '../paths.ts';
import { version } from '../version.ts';
import type { Settings } from './config.ts';

/** Begins to connect. A local server is started when there is none and the settings allow it; another one never. */
export function openConnection(settings: Settings, environment: Environment, paths: Paths): Connection {
  const local = async () => {
    // Loaded only here: who names a server never needs it.
    const { ensureLocal } = await import('../client/localServer.ts');
    return ensureLocal({ paths, environment, version, autostart: settings.autostart });
  };
  return connect({ resolve: resolverOf(settings, local), client: `tock ${version}` });
}
