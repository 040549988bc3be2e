import { EncodedAudioPacketSource, EncodedPacketSink, type InputAudioTrack, type Output } from 'mediabunny';

/**
 * Copies the sound between two moments of a recording, in seconds, into a track of `output`; its packets are lowered by
 * `start`. `until(t)` writes what is due before moment t of the output, so that sound and picture lie side by side.
 */
export async function sound(audio: InputAudioTrack, output: Output, start: number, end: number) {
  const [codec, decoderConfig] = [await audio.getCodec(), await audio.getDecoderConfig()];
  if (!codec || !decoderConfig) return null;
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  const packets = new EncodedPacketSink(audio);
  const from = (await packets.getPacket(start)) ?? (await packets.getFirstPacket());
  const rest = from ? packets.packets(from) : null;
  let due = await rest?.next();
  let meta: { decoderConfig: AudioDecoderConfig } | undefined = { decoderConfig };

  return {
    async until(moment: number) {
      while (due && !due.done && due.value.timestamp - start <= moment) {
        const { timestamp, duration } = due.value;
        if (timestamp + duration > end + 1e-4) return;
        if (timestamp >= start - 1e-4) {
          await source.add(due.value.clone({ timestamp: Math.max(0, timestamp - start) }), meta);
          meta = undefined;
        }
        due = await rest?.next();
      }
    },
  };
}
