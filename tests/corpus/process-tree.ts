import { readdirSync, readFileSync } from 'node:fs';

/** Processes below this one, at any depth. */
export function descendants(of = process.pid): number[] {
  const children = threads(of).flatMap((thread) => read(`/proc/${of}/task/${thread}/children`).split(' '));
  return children
    .filter(Boolean)
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)]);
}

/** What a process was started with, in one line; empty when it is gone or only waits to be collected. */
export const commandLine = (pid: number) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();

/** Resident bytes of everything below this process. */
const belowBytes = () => descendants().reduce((sum, pid) => sum + residentBytes(pid), 0);

const residentBytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

/** Watches the memory of everything below this process, and by how much it grows itself; `stop` gives the peak in bytes. */
export function watchMemory(everyMs = 25): { stop(): number } {
  const ownAtStart = process.memoryUsage.rss();
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, belowBytes() + Math.max(0, process.memoryUsage.rss() - ownAtStart));
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return peak;
    },
  };
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Of a process that may end at any moment. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
