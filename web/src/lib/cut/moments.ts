import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';
import { cleanEnds, type Shown } from './clean-ends.ts';

/** More frames than any encoder sends ahead of their turn. */
const ahead = 32;

/** Where a part may begin and end when its frames are copied, not encoded anew. Milliseconds of the recording. */
export class Moments {
  readonly #packets: EncodedPacketSink;
  readonly #durationMs: number;

  constructor(video: InputVideoTrack, durationMs: number) {
    this.#packets = new EncodedPacketSink(video);
    this.#durationMs = durationMs;
  }

  /** The key frame nearest to `ms`. */
  async start(ms: number) {
    const [before, after] = await this.#keysAround(ms);
    return Math.round(after - ms < ms - before ? after : before);
  }

  /** The first key frame from `ms` on; Infinity when there is none. */
  async startFrom(ms: number) {
    const [before, after] = await this.#keysAround(ms);
    return Math.round(before >= ms - 1 ? before : after);
  }

  /** The latest end at or before `ms` after which no frame has to be kept; `ms` itself when there is none. */
  async end(ms: number) {
    if (ms >= this.#durationMs) return this.#durationMs;
    const ends = cleanEnds(await this.#around(ms / 1000)).map((end) => Math.round(end * 1000));
    return ends.findLast((end) => end <= ms + 1) ?? ms;
  }

  /** The key frames before and after, never one before 0: that is hidden by the recording itself. */
  async #keysAround(ms: number) {
    const real = { verifyKeyPackets: true };
    let one = await this.#packets.getKeyPacket((ms + 1) / 1000, real);
    one ??= await this.#packets.getFirstKeyPacket(real);
    let other = one && (await this.#packets.getNextKeyPacket(one, real));
    while (one && other && one.timestamp < -0.001) {
      one = other;
      other = await this.#packets.getNextKeyPacket(one, real);
    }
    return [Math.max(0, (one?.timestamp ?? 0) * 1000), (other?.timestamp ?? Infinity) * 1000] as const;
  }

  /** From the key frame before a moment, in decoding order, to well after it. */
  async #around(moment: number) {
    const meta = { metadataOnly: true };
    const around: Shown[] = [];
    const from = await this.#packets.getKeyPacket(moment, meta);
    let beyond = 0;
    for await (const packet of this.#packets.packets(from ?? undefined, undefined, meta)) {
      around.push(packet);
      if (packet.timestamp > moment && ++beyond > ahead) break;
    }
    return around;
  }
}
