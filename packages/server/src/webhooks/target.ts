/**
 * Where a webhook may lead. Names are judged when they are connected to, by the addresses that they have then: what a name
 * meant before is worth nothing (DNS rebinding). So a socket is given only addresses that were judged.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { judgeAddress } from './address.ts';

export interface TargetRules {
  /** Private networks and this machine may be targets, and so may http without TLS. */
  privateTargets: boolean;
}

/** How names are resolved, all addresses of each. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

const resolveBySystem: Resolve = (hostname, options, callback) => systemLookup(hostname, options, callback);

/** Why nothing is sent to an address, or null when something may be. */
function addressProblem(address: string, { privateTargets }: TargetRules): string | null {
  const { reach, kind } = judgeAddress(address);
  if (reach === 'public' || (reach === 'private' && privateTargets)) return null;
  return `${address} is ${kind}`;
}

/** The host of a URL as a socket is told it. The parser has undone every spelling of a number by then. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Why nothing is sent to a URL, as far as it tells by itself, or null. Names are judged when they are connected to. */
export function targetProblem(text: string, rules: TargetRules): string | null {
  const url = new URL(text);
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    const problem = addressProblem(host, rules);
    if (problem !== null) return problem;
  } else if (!rules.privateTargets && /(^|\.)localhost\.?$/i.test(host)) {
    return `${host} is this machine`;
  }
  if (url.protocol === 'http:' && !rules.privateTargets) return 'http:// would send a list unencrypted';
  return null;
}

/** Nothing may be sent there, by our own rules. */
export class TargetRefused extends Error {
  override name = 'TargetRefused';
}

/** Resolves a name for a socket, to addresses alone to which something may be sent. It is not asked for what is an address already. */
export function guardedLookup(rules: TargetRules, resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? { family: options.family } : {};
    resolve(hostname, { all: true, ...family }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => addressProblem(address, rules) === null);
      const [first] = allowed;
      if (first === undefined) {
        const [problem] = addresses.map(({ address }) => addressProblem(address, rules));
        return callback(new TargetRefused(problem ?? 'the name has no address'), []);
      }
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
