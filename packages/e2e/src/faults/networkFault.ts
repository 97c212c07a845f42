/** In which ways a network fails: a fault a row. */
import type { Chance } from '../chance.ts';
import type { LoopbackProxy } from '../proxy.ts';

interface NetworkFault {
  name: string;
  /** Begins it, and returns how it ends. */
  begin(proxy: LoopbackProxy, chance: Chance): () => void;
}

export const networkFaults: readonly NetworkFault[] = [
  {
    name: 'cut',
    begin(proxy) {
      proxy.cut();
      return () => undefined;
    },
  },
  {
    name: 'cut within a frame',
    begin(proxy) {
      proxy.cutWithin();
      return () => proxy.mend();
    },
  },
  {
    name: 'refused',
    begin(proxy) {
      proxy.set('refuse');
      proxy.cut();
      return () => proxy.set('pass');
    },
  },
  {
    name: 'held',
    begin(proxy) {
      proxy.set('hold');
      return () => proxy.set('pass');
    },
  },
  {
    name: 'a black hole',
    begin(proxy) {
      proxy.set('swallow');
      return () => proxy.set('pass');
    },
  },
  {
    name: 'a black hole on the way back',
    begin(proxy) {
      proxy.set('deafen');
      return () => proxy.set('pass');
    },
  },
  {
    name: 'slow',
    begin(proxy, chance) {
      proxy.throttle(chance.whole(200, 10_000));
      return () => proxy.mend();
    },
  },
  {
    name: 'late',
    begin(proxy, chance) {
      proxy.delay(chance.whole(5, 600));
      return () => proxy.mend();
    },
  },
  {
    name: 'lost frames',
    begin(proxy, chance) {
      proxy.drop(chance.whole(1, 4));
      return () => proxy.mend();
    },
  },
  {
    name: 'repeated frames',
    begin(proxy, chance) {
      proxy.repeat(chance.whole(1, 6));
      return () => proxy.mend();
    },
  },
];
