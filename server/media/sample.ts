import { z } from 'zod';
import { ffprobeJson } from './ffprobe.ts';
import { MediaRefusal } from './refusal.ts';

/** What the first packets of one stream gave. */
export type Sample = {
  packets: number;
  frames: number;
  /** Packets that an edit list hides. */
  hidden: number;
};

const answerSchema = z.object({
  packets_and_frames: z.array(
    z.object({ type: z.string(), stream_index: z.number().catch(-1), flags: z.string().optional() }),
  ),
});

/** Few, because each picture may be 8K; counted in packets, because times can lie. */
const show = [
  ...['-read_intervals', '%+#24', '-show_packets', '-show_frames'],
  ...['-show_entries', 'packet=stream_index,flags:frame=stream_index'],
];

const limits = { wallSeconds: 60, cpuSeconds: 40, fileBytes: 0 };

/**
 * Decodes the first packets, of all streams together or of one: a good header says nothing about what follows it. A
 * file that can't even be sampled counts as one that does not decode.
 */
export async function sample(
  source: string,
  { signal, only }: { signal?: AbortSignal | undefined; only?: number } = {},
): Promise<(streamIndex: number) => Sample> {
  const options = only === undefined ? show : ['-select_streams', String(only), ...show];
  const answer = await ffprobeJson({ source, options, limits, signal }).catch((error: unknown) => {
    if (error instanceof MediaRefusal) return { packets_and_frames: [] };
    throw error;
  });
  const parsed = answerSchema.safeParse(answer);
  const entries = parsed.success ? parsed.data.packets_and_frames : [];
  return (streamIndex) => {
    const own = entries.filter((entry) => entry.stream_index === streamIndex);
    const packets = own.filter((entry) => entry.type === 'packet');
    return {
      packets: packets.length,
      frames: own.length - packets.length,
      hidden: packets.filter(({ flags }) => flags?.includes('D')).length,
    };
  };
}
