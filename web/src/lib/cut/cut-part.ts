import { BufferTarget, type StreamTargetChunk, StreamTarget, type Target } from 'mediabunny';
import { copyPart, type Watch } from './copy.ts';
import { shrunkBitsPerSecond } from './estimate.ts';
import type { Part } from './part.ts';
import { newPart, type Owner } from './shelf.ts';
import { shrinkPart } from './shrink.ts';
import { openTracks, plainMp4, sameFamily } from './tracks.ts';

/** How the part is made: its packets as they are, or encoded anew in 720p. */
export type Way = 'copy' | 'shrink';
/** `shelved` names the file in the private storage; null where there is none and the part is held in memory. */
export type CutPart = { file: File; extension: string; shelved: string | null };

const writtenAtOnce = 4 * 1024 * 1024;

/** Cuts a part out of a recording into a file of its own. Throws when the recording cannot be read or space runs out. */
export async function cutPart(
  file: File,
  part: Part,
  way: Way,
  owner: Owner,
  watch: Watch,
): Promise<CutPart> {
  const tracks = await openTracks(file);
  if (!tracks) throw new DOMException('not readable', 'NotReadableError');
  const format = way === 'copy' ? await sameFamily(tracks) : plainMp4();
  const { fileExtension: extension, mimeType: type } = format;
  const make = async (target: Target) => {
    if (way === 'copy') return copyPart(tracks, part, format, target, watch);
    const durationMs = (await tracks.video.computeDuration()) * 1000;
    return shrinkPart(tracks, part, shrunkBitsPerSecond(file.size, durationMs), target, watch);
  };
  const shelved = await newPart(owner);
  try {
    if (!shelved) {
      const target = new BufferTarget();
      await make(target);
      return { file: new File([target.buffer ?? ''], 'part', { type }), extension, shelved: null };
    }
    const writable = new WritableStream<StreamTargetChunk>({
      write: ({ data, position }) => shelved.write(data, position),
    });
    await make(new StreamTarget(writable, { chunked: true, chunkSize: writtenAtOnce }));
    return { file: await shelved.done(), extension, shelved: shelved.name };
  } catch (error) {
    await shelved?.drop();
    throw error;
  } finally {
    tracks.input.dispose();
  }
}
