/** What an address of the network is: one that anybody may be told to talk to, one of a private network, or neither. Pure. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `private` is for whoever runs the server to allow; `never` leads to nothing that a list should be sent to. */
export interface Judged {
  reach: 'public' | 'private' | 'never';
  /** In words: "a loopback address". */
  kind: string;
}

/** Where clouds tell a machine its secrets. Some are in a range below as well, and some are in none that is refused. */
const METADATA = new Set(
  [
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:42::42',
  ].map((address) => ipaddr.parse(address).toNormalizedString()),
);

const PRIVATE: Readonly<Record<string, string>> = {
  loopback: 'a loopback address',
  private: 'a private address',
  uniqueLocal: 'a private address',
  carrierGradeNat: "an address of a provider's own network",
};
const NEVER: Readonly<Record<string, string>> = {
  unspecified: 'no address of a machine',
  linkLocal: 'a link-local address',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
};
/** What is handed out for use in the Internet of IPv6; everything else is for something special. */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');
/** The prefix by which networks of IPv6 alone reach IPv4. Others of that kind are for one network's own use. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** The address of IPv4 that one of IPv6 means, if it means one. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : null;
}

function judge(address: ipaddr.IPv4 | ipaddr.IPv6): Judged {
  const inside = address instanceof ipaddr.IPv6 ? embedded(address) : null;
  if (inside !== null) return judge(inside);
  if (METADATA.has(address.toNormalizedString())) return { reach: 'never', kind: 'where a cloud keeps secrets' };
  const range = address.range();
  const known = PRIVATE[range];
  if (known !== undefined) return { reach: 'private', kind: known };
  const isPublic = range === 'unicast' && (address instanceof ipaddr.IPv4 || address.match(GLOBAL));
  return isPublic
    ? { reach: 'public', kind: 'public' }
    : { reach: 'never', kind: NEVER[range] ?? 'a reserved address' };
}

/** Judges an address as a resolver or a URL writes it. */
export function judgeAddress(text: string): Judged {
  switch (isIP(text)) {
    case 4:
      return judge(ipaddr.parse(text));
    case 6: {
      const [address = ''] = text.split('%');
      // The parser of URLs leaves one spelling: the library takes ::127.0.0.1 for ::ffff:127.0.0.1, which no system does.
      return judge(ipaddr.parse(new URL(`http://[${address}]`).hostname.slice(1, -1)));
    }
    default:
      return { reach: 'never', kind: 'no address' };
  }
}
