import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpeg, type Command } from '../../../server/media/ffmpeg.ts';
import { boxed, networkCanBeCut } from '../../../server/media/sandbox.ts';
import { clip } from '../../helpers/clips.ts';

let dir: string;
let source: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ffmpeg-'));
  source = await clip('silent');
});
afterAll(() => rm(dir, { recursive: true }));

/** Command lines of the processes that mention this test's folder. */
async function running(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')),
  );
  return lines.filter((line) => line.includes(dir));
}

/** Work without end: one second of pictures, slowed down until somebody stops it. */
const endless = (changes: Partial<Command>): Command => ({
  source,
  inputOptions: ['-stream_loop', '-1', '-re'],
  outputs: [{ path: join(dir, 'endless.mp4'), options: ['-c:v', 'libx264', '-preset', 'ultrafast'] }],
  limits: { wallSeconds: 60, cpuSeconds: 60, fileBytes: 2 ** 30 },
  ...changes,
});

describe('running ffmpeg', () => {
  it('leaves no process behind when it is stopped', async () => {
    const stop = new AbortController();
    let seen: string[] = [];
    const onTime = () =>
      void running().then((lines) => {
        seen = lines;
        stop.abort(new Error('enough'));
      });
    await expect(ffmpeg(endless({ signal: stop.signal, onTime }))).rejects.toThrow('enough');
    expect(seen.length).toBe(1);
    expect(await running()).toEqual([]);
  });

  it('ends what takes too long, as our own fault', async () => {
    const limits = { wallSeconds: 0.5, cpuSeconds: 60, fileBytes: 2 ** 30 };
    await expect(ffmpeg(endless({ limits }))).rejects.toMatchObject({
      name: 'MediaFault',
      code: 'timed_out',
    });
    expect(await running()).toEqual([]);
  });

  it("blames the file for asking for more processor or space than a lesson's", async () => {
    const busy = endless({ inputOptions: ['-stream_loop', '-1'] });
    const cpu = { wallSeconds: 60, cpuSeconds: 1, fileBytes: 2 ** 30 };
    await expect(ffmpeg({ ...busy, limits: cpu })).rejects.toMatchObject({ code: 'too_heavy' });
    const space = { wallSeconds: 60, cpuSeconds: 60, fileBytes: 100_000 };
    await expect(ffmpeg({ ...busy, limits: space })).rejects.toMatchObject({ code: 'too_heavy' });
  });

  it('does not blame the file for a folder that is not there', async () => {
    const outputs = [{ path: join(dir, 'no', 'such', 'out.mp4'), options: ['-c', 'copy'] }];
    await expect(ffmpeg(endless({ inputOptions: [], outputs }))).rejects.toMatchObject({ code: 'disk' });
  });

  it('keeps spaces in options and paths together', async () => {
    const path = join(dir, 'two words.mp4');
    await ffmpeg(endless({ inputOptions: [], outputs: [{ path, options: ['-c', 'copy'] }] }));
    expect(await readdir(dir)).toContain('two words.mp4');
  });

  it('runs in a box: limits, no environment of ours, and it dies with us', async () => {
    const box = await boxed('ffmpeg', { wallSeconds: 1, cpuSeconds: 1, fileBytes: 1 });
    expect(box.join(' ')).toMatch(
      /^nice -n 10 env -i PATH=.* prlimit --as=\d+ --data=\d+ --cpu=1:2 --fsize=1 --nofile=256 --core=0 .*setpriv --pdeathsig KILL /,
    );
    expect(box.includes('unshare')).toBe(await networkCanBeCut());
    expect(box.at(-1)).toBe('ffmpeg');
  });

  it('gives what runs in the box no privilege, no address and no environment', async () => {
    const box = await boxed('ffmpeg', { wallSeconds: 5, cpuSeconds: 5, fileBytes: 1 });
    const [program, ...args] = box.slice(0, -1);
    const look = async (...command: string[]) =>
      (await promisify(execFile)(program!, [...args, ...command])).stdout;
    const status = await look('cat', '/proc/self/status');
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect((await look('env')).split('\n').map((line) => line.split('=')[0])).toEqual([
      ...['PATH', 'LC_ALL', 'MALLOC_ARENA_MAX', ''],
    ]);
    if (!(await networkCanBeCut())) return;
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^CapBnd:\s+0+$/m);
    expect(await look('cat', '/proc/net/route')).not.toMatch(/\n./);
  });
});
