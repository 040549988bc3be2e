import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'video-club-work-';

/** A folder for one job, to be removed with it. What workers that died here left behind is removed first. */
export async function openScratch() {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (name.slice(prefix.length).match(/^(\d+)-/) ?? []) : [];
    if (pid && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
  const path = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM is somebody else's process, and alive.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
