import {
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Output,
  type OutputFormat,
  type Target,
} from 'mediabunny';
import type { Part } from './part.ts';
import { sound } from './sound.ts';
import type { Tracks } from './tracks.ts';

/** Moments are kept in whole milliseconds; frames are never this close to each other. */
const slack = 0.001;

export type Watch = { signal: AbortSignal; onProgress: (fraction: number) => void };

/**
 * Writes the packets of a part as they are, and nothing else: no frame of what comes before or after, no tag, no place.
 * `part` begins at a key frame and ends where a stream may end (`Moments`). Throws what reading or writing throws.
 */
export async function copyPart(
  { video, audio }: Tracks,
  { startMs, endMs }: Part,
  format: OutputFormat,
  target: Target,
  { signal, onProgress }: Watch,
) {
  const [start, end] = [startMs / 1000, endMs / 1000];
  const packets = new EncodedPacketSink(video);
  const first = (await packets.getKeyPacket(start + slack)) ?? (await packets.getFirstKeyPacket());
  const [codec, decoderConfig] = [await video.getCodec(), await video.getDecoderConfig()];
  if (!first || !codec || !decoderConfig) throw new Error('no picture to copy');

  const output = new Output({ format, target });
  const picture = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(picture, { rotation: await video.getRotation(), flip: await video.getFlip() });
  const heard = audio && (await sound(audio, output, first.timestamp, end));
  await output.start();
  try {
    for await (const packet of shownIn(packets.packets(first), first, end)) {
      signal.throwIfAborted();
      const timestamp = packet.timestamp - first.timestamp;
      await picture.add(packet.clone({ timestamp }), packet === first ? { decoderConfig } : undefined);
      await heard?.until(timestamp);
      onProgress(timestamp / (end - first.timestamp));
    }
    await heard?.until(Infinity);
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
}

/** From a key frame on; without those that follow it but are shown before it, and up to the end of the part. */
async function* shownIn(packets: AsyncGenerator<EncodedPacket>, first: EncodedPacket, end: number) {
  for await (const packet of packets) {
    if (packet.timestamp >= end - slack) return;
    if (packet.timestamp >= first.timestamp)
      yield packet.sequenceNumber === first.sequenceNumber ? first : packet;
  }
}
