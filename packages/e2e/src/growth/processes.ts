/** What a running server costs: memory as the system sees it, its heap after a collection, its processor time. */
import { readFileSync } from 'node:fs';
import type { Server } from '../tockd.ts';
import { until } from '../until.ts';

const MEGABYTE = 1024 * 1024;
/** Ticks of the processor clock in a second, as Linux counts for programs. */
const TICKS = 100;

/** The memory of a process that is in use and not only reserved, in megabytes. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / MEGABYTE;
}

/** The most that a process ever had of it, in megabytes. */
export function peakMegabytes(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / MEGABYTE;
}

/** The processor time that a process has used, in milliseconds. */
export function processorMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1_000;
}

/** What a server is started with so that its heap can be asked for. */
export const inspectable: readonly string[] = ['env', 'NODE_OPTIONS=--inspect=127.0.0.1:0'];

interface Reply {
  id?: number;
  result?: { result?: { value?: unknown } };
}

/** Collects the garbage of an inspectable server, and answers with what is left. */
export async function memoryAfterCollection(
  server: Pick<Server, 'log' | 'pid'>,
): Promise<{ heap: number; resident: number }> {
  const address = await until('the inspector', () => /ws:\/\/\S+/.exec(server.log())?.[0]);
  const socket = new WebSocket(address);
  const replies = new Map<number, (reply: Reply) => void>();
  socket.onmessage = ({ data }) => {
    const reply: Reply = JSON.parse(String(data));
    replies.get(reply.id ?? 0)?.(reply);
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the inspector refuses'));
  });
  let last = 0;
  const call = (method: string, params: object) =>
    new Promise<Reply>((resolve) => {
      last += 1;
      replies.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  for (let time = 0; time < 3; time += 1) await call('HeapProfiler.collectGarbage', {});
  const expression = 'process.memoryUsage().heapUsed';
  const { result } = await call('Runtime.evaluate', { expression, returnByValue: true });
  const closed = new Promise((resolve) => {
    socket.onclose = resolve;
  });
  socket.close();
  await closed;
  return { heap: Number(result?.result?.value) / MEGABYTE, resident: residentMegabytes(server.pid) };
}
