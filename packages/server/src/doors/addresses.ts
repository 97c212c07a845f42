/** Where a request comes from: the address of the connection, or what a proxy that is trusted says of it; and what of it is limited as one. */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** How many proxies one behind the other are believed. */
const MOST_PROXIES = 16;

/** An address as one number has it: IPv4 in the clothes of IPv6 is IPv4. Null when it is none. */
function parse(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

/** One entry of `X-Forwarded-For`; some proxies add a port. */
function parseEntry(entry: string): Address | null {
  const text = entry.trim();
  const withPort = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1];
  return parse(withPort ?? text);
}

/** A range of addresses, as an address or with the length of its prefix; null when it is none. */
export function parseRange(text: string): Range | null {
  if (ipaddr.isValidCIDR(text)) {
    const [address, bits] = ipaddr.parseCIDR(text);
    return [address, bits];
  }
  const address = parse(text);
  return address === null ? null : [address, address.kind() === 'ipv4' ? 32 : 128];
}

const within = (address: Address, ranges: readonly Range[]) =>
  ranges.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]));

/** Whom a request comes from. */
export interface Origin {
  /** What is limited as one: an IPv4 address, or the /64 of an IPv6 address, which one subscriber has. */
  key: string;
  /** Whether it is this machine itself: whoever is on it may do more than ask. */
  isLocal: boolean;
}

function originOf(address: Address | null): Origin {
  // A socket that is gone already has no address.
  if (address === null) return { key: 'unknown', isLocal: false };
  const isLocal = address.range() === 'loopback';
  if (address.kind() === 'ipv4') return { key: address.toString(), isLocal };
  const [network] = ipaddr.parseCIDR(`${address.toString().replace(/%.*/, '')}/64`);
  const halves = network.toByteArray().map((byte, index) => (index < 8 ? byte : 0));
  return { key: isLocal ? '::1' : `${ipaddr.fromByteArray(halves).toString()}/64`, isLocal };
}

export class Addresses {
  readonly #proxies: readonly Range[];

  /** `proxies` are those whose `X-Forwarded-For` is believed. Throws on what is no address and no range. */
  constructor(proxies: readonly string[]) {
    this.#proxies = proxies.map((text) => {
      const range = parseRange(text);
      if (range === null) throw new RangeError(`${text} is no address and no range`);
      return range;
    });
  }

  /** Whether a connection is that of a proxy: its address says nothing of who asks. */
  isProxy(remote: string | undefined): boolean {
    const address = parse(remote ?? '');
    return address !== null && within(address, this.#proxies);
  }

  /** Whom a connection comes from, before anything was read of it. */
  ofConnection(remote: string | undefined): Origin {
    return originOf(parse(remote ?? ''));
  }

  /** Whom a request comes from: behind proxies, the nearest address that is none of them. The rest of the header anybody can write. */
  of({ socket, headers }: Pick<IncomingMessage, 'headers' | 'socket'>): Origin {
    let address = parse(socket.remoteAddress ?? '');
    const header = headers['x-forwarded-for'];
    const entries = (typeof header === 'string' ? header : '').split(',').slice(-MOST_PROXIES);
    while (address !== null && within(address, this.#proxies)) {
      const next = parseEntry(entries.pop() ?? '');
      if (next === null) break;
      address = next;
    }
    return originOf(address);
  }
}
