/** How much a server lets others ask of it: what whoever runs it may set, and what holds where nothing is set. */

export interface Bounds {
  /** How many connections there may be, in all and of one address. */
  connections: number;
  connectionsOfAddress: number;
  /** How often an address may fail to sign in in a minute before it has to wait for one. */
  failedSignIns: number;
  /** How many requests of one device are answered in a second. */
  requestsPerSecond: number;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
}

/** For all numbers, 0 is no bound. One busy device of an honest person asks more in a second than any bound would be worth. */
export const usualBounds: Bounds = {
  connections: 20_000,
  connectionsOfAddress: 1_000,
  failedSignIns: 30,
  requestsPerSecond: 0,
  trustedProxies: [],
};
