import { z } from 'zod';
import { type Asked, ffprobe } from './ffprobe.ts';
import { MediaRefusal } from './refusal.ts';

/** What the first packets of one stream gave. */
export type Sample = {
  frames: number;
  /** Packets that an edit list hides. */
  hidden: number;
};

const answerSchema = z.object({
  packets_and_frames: z.array(z.object({ type: z.string(), flags: z.string().optional() })),
});

const limits = { wallSeconds: 60, cpuSeconds: 3, fileBytes: 0 };

/**
 * Decodes the first `packets` of a stream: a good header says nothing about what follows it. Counted, because times can
 * lie. A stream that can't even be sampled counts as one that does not decode.
 */
export async function sample(asked: Asked, index: number, packets: number): Promise<Sample> {
  const options = [
    ...['-select_streams', String(index), '-read_intervals', `%+#${packets}`],
    ...['-show_packets', '-show_frames', '-show_entries', 'packet=flags:frame=stream_index'],
  ];
  const answer = await ffprobe(asked, options, limits).catch((error: unknown) => {
    if (error instanceof MediaRefusal) return null;
    throw error;
  });
  const { data } = answerSchema.safeParse(answer);
  const entries = data?.packets_and_frames ?? [];
  return {
    frames: entries.filter(({ type }) => type === 'frame').length,
    hidden: entries.filter(({ type, flags }) => type === 'packet' && flags?.includes('D')).length,
  };
}
