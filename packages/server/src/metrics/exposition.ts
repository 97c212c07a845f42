/** The text that Prometheus reads. The only importer of prom-client: loaded when somebody asks for the first time. */
import { readdir, readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { counters, distributions, gauges } from './catalogue.ts';
import type { Counted, Gauges, Observed, Gauge as Read } from './instruments.ts';
import type { Distribution, Recorder } from './recorder.ts';

/** What is told. */
export interface Exposed {
  recorder: Recorder;
  gauges: Gauges;
  version: string;
}

/** How often the delay of the event loop is measured, in milliseconds. */
const RESOLUTION = 20;
const NANOSECONDS = 1e9;

/** A histogram of numbers that were kept elsewhere. */
class Kept extends Histogram {
  readonly #row: { name: string; help: string };
  readonly #kept: Distribution;

  constructor(registry: Registry, row: { name: string; help: string }, kept: Distribution) {
    super({ ...row, buckets: [...kept.bounds], registers: [registry] });
    this.#row = row;
    this.#kept = kept;
  }

  /** What the registry asks for its text. prom-client does not type it. */
  getForPromString() {
    const { name, help } = this.#row;
    const { counts, bounds, sum } = this.#kept;
    let count = 0;
    const values: { metricName: string; labels: { le?: number | string }; value: number }[] = counts.map(
      (more, index) => {
        count += more;
        return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf' }, value: count };
      },
    );
    values.push({ metricName: `${name}_sum`, labels: {}, value: sum });
    values.push({ metricName: `${name}_count`, labels: {}, value: count });
    return Promise.resolve({ name, help, type: 'histogram', values });
  }
}

function exposeCounter(registry: Registry, recorder: Recorder, what: keyof Counted): void {
  const { name, help, labels, zero = [] } = counters[what];
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset();
      for (const words of zero) this.labels(...words).inc(0);
      for (const { words, times } of recorder.counted(what)) this.labels(...words).inc(times);
    },
  });
}

function exposeGauge(registry: Registry, { name, help }: { name: string; help: string }, read: Gauges[Read]): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      const value = await read();
      if (value === null) this.remove();
      else this.set(value);
    },
  });
}

/** How late the event loop was since somebody asked last. It wakes the process often, so that it begins with the first who asks. */
function exposeDelay(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  new Gauge({
    name: 'tock_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape.',
    labelNames: ['statistic'],
    registers: [registry],
    collect() {
      const late = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION / 1_000);
      this.set({ statistic: 'median' }, late(delay.percentile(50)));
      this.set({ statistic: 'p99' }, late(delay.percentile(99)));
      this.set({ statistic: 'max' }, delay.count === 0 ? 0 : late(delay.max));
      delay.reset();
    },
  });
}

/** How many files the process has open, and may have; null where the system does not say. */
const openFiles = () =>
  readdir('/proc/self/fd').then(
    ({ length }) => length,
    () => null,
  );
const mostFiles = () =>
  readFile('/proc/self/limits', 'utf8').then(
    (text) => Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? Number.NaN) || null,
    () => null,
  );

/** What the conventions of Prometheus tell of a process, as far as it costs nothing. */
function exposeProcess(registry: Registry): void {
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Time on processors, of all threads.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const startedAt = Date.now() / 1_000 - process.uptime();
  const rows: readonly [name: string, help: string, read: Gauges[Read]][] = [
    ['process_start_time_seconds', 'When the process began, in seconds since 1970.', () => startedAt],
    ['process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss()],
    ['process_open_fds', 'Files and sockets that are open.', openFiles],
    ['process_max_fds', 'Files and sockets that may be open.', mostFiles],
    ['nodejs_heap_used_bytes', 'Memory of JavaScript, of the main thread.', () => getHeapStatistics().used_heap_size],
  ];
  for (const [name, help, read] of rows) exposeGauge(registry, { name, help }, read);
}

/** What answers a scrape: the text, and its media type. */
export interface Exposition {
  contentType: string;
  text(): Promise<string>;
}

export function createExposition({ recorder, gauges: reads, version }: Exposed): Exposition {
  const registry = new Registry();
  // The keys of each table are its names; Object.keys forgets that.
  for (const what of Object.keys(counters) as (keyof Counted)[]) exposeCounter(registry, recorder, what);
  for (const what of Object.keys(distributions) as Observed[]) {
    const { name, help } = distributions[what];
    new Kept(registry, { name, help }, recorder.distributions[what]);
  }
  for (const what of Object.keys(gauges) as Read[]) exposeGauge(registry, gauges[what], reads[what]);
  exposeDelay(registry);
  exposeProcess(registry);
  new Gauge({
    name: 'tock_build_info',
    help: 'The version that runs.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}
