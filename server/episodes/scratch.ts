import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deps } from '../deps.ts';

const prefix = 'video-club-work-';

/** Longer than the queue lets a job run. */
const forgottenMs = 24 * 3600_000;

/** Those of this process: another one may have had its number, in the same container before it was restarted. */
const open = new Set<string>();

/**
 * Where jobs work on files: next to the folder store, so that files move in and out of it without being copied, else the
 * temporary folder.
 */
export function scratchRoot({ config, storage }: Pick<Deps, 'config' | 'storage'>) {
  return storage.kind === 'disk' ? join(config.dataDir, 'work') : tmpdir();
}

/** A folder for one job, to be removed with it. What workers that died left behind is removed first. */
export async function openScratch(deps: Pick<Deps, 'config' | 'storage'>) {
  const root = scratchRoot(deps);
  await mkdir(root, { recursive: true });
  for (const name of await readdir(root)) {
    if (name.startsWith(prefix) && (await isLeft(root, name)))
      await rm(join(root, name), { recursive: true, force: true });
  }
  const path = join(root, `${prefix}${process.pid}-${hostname()}-${randomBytes(6).toString('hex')}`);
  const remove = async () => {
    await rm(path, { recursive: true, force: true });
    open.delete(path);
  };
  open.add(path);
  await mkdir(path, { mode: 0o700 });
  return { path, remove };
}

/** Whether nobody works in a folder any more. Of workers on other machines only its age tells. */
async function isLeft(root: string, name: string) {
  const path = join(root, name);
  const [, pid = '', host = ''] = /^(\d+)-(.+)-[^-]+$/.exec(name.slice(prefix.length)) ?? [];
  if (host === hostname() && (Number(pid) === process.pid ? !open.has(path) : !isAlive(Number(pid))))
    return true;
  const modifiedMs = (await stat(path).catch(() => null))?.mtimeMs ?? Infinity;
  return modifiedMs < Date.now() - forgottenMs;
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
