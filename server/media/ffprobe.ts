import { listen, type Boxed } from './boxed-process.ts';
import { MediaRefusal } from './refusal.ts';
import { inputGuards, inputUrl, opened } from './sandbox.ts';

/** An untrusted file that ffprobe is asked about. */
export type Asked = {
  source: string;
  /** Decoders that may be opened for tracks other than the picture, though nothing is decoded with them. */
  beside: readonly string[];
  signal?: AbortSignal | undefined;
};

/** 64 streams described in full come to about 60 kB. */
const maxAnswerBytes = 2 ** 20;

/**
 * ffprobe's answer as JSON, still to be parsed by a schema; asked in the box and behind the guards. Ask without tags,
 * which are long and not ours to keep. Rejects like `listen()`.
 */
export async function ffprobe(
  { source, beside, signal }: Asked,
  options: readonly string[],
  limits: Boxed['limits'],
): Promise<unknown> {
  let answer = '';
  const args = [
    ...['-hide_banner', '-loglevel', 'error', ...inputGuards, ...opened(beside)],
    ...[...options, '-of', 'json', '-i', inputUrl(source)],
  ];
  await listen('ffprobe', args, { limits, signal }, (line) => {
    if (answer.length < maxAnswerBytes) answer += line;
  });
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    throw new MediaRefusal('damaged', answer.length < maxAnswerBytes ? 'senseless answer' : 'endless answer');
  }
}
