import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { script } from './ass.ts';
import type { EpisodeContent } from './content/shape.ts';
import { backdrop, people, timecode, type Drawing } from './scene.ts';

/**
 * Draws the invented clip of an episode to `path` (MP4, 1280x720, 25 fps, H.264 and AAC, `durationMs` long), with the
 * time and the frame number burnt in. The input is our own drawing, so ffmpeg is called without the limits that an
 * upload gets. Aborting `signal` kills ffmpeg and rejects.
 */
export async function drawClip(episode: EpisodeContent, path: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const [folder, name] = [dirname(path), randomUUID()];
  const layers: [string, Drawing][] = [
    [`${name}-room.ass`, backdrop(episode)],
    [`${name}-people.ass`, people(episode)],
    [`${name}-time.ass`, timecode(episode.durationMs)],
  ];
  const [room, crowd, time] = layers.map(([file]) => file);
  try {
    for (const [file, { marks, words }] of layers) await writeFile(join(folder, file), script(marks, words));
    // The room is drawn once and repeated; people move on every second frame, as in hand-drawn film; only the timecode
    // is drawn 25 times a second. Drawing everything on every frame took twenty times as long.
    const picture = [
      'color=c=white:s=1280x720:r=25/2:d=0.08,format=yuv420p',
      `ass=${room},loop=loop=-1:size=1`,
      `ass=${crowd},fps=25`,
      `ass=${time}`,
    ].join(',');
    const sound = `anoisesrc=c=brown:a=0.02:seed=${episode.scene.seed}:r=44100`;
    const input = `-f lavfi -i ${picture} -f lavfi -i ${sound} -t ${episode.durationMs / 1000}`;
    const video = '-c:v libx264 -preset superfast -crf 23 -g 50 -pix_fmt yuv420p';
    const audio = '-c:a aac -b:a 64k -ac 1';
    const options = `${input} ${video} ${audio} -movflags +faststart -f mp4`.split(' ');
    await ffmpeg([...options, basename(path)], folder, signal);
  } finally {
    await Promise.all(layers.map(([file]) => rm(join(folder, file), { force: true })));
  }
}

/** Works inside `folder`: plain names need no escaping in a filter graph. */
function ffmpeg(options: string[], folder: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-y', '-v', 'error', '-nostdin', ...options], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error('demo_clip_not_drawn', { cause: said })),
    );
  });
}
