import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getEpisode, removeCaptions, showCaptions } from '../../server/episodes/contract.ts';
import { sweepJob } from '../../server/episodes/sweep.job.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { addEpisode, setEpisode, told } from '../helpers/episode.ts';

const srt = '1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>¿Cuál</i> es < que 3/4?\r\n\r\n';

let app: TestApp;
let clubId: string;
let episodeId: string;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  clubId = await app.club({ mediators: ['mara'], teachers: ['ana', 'beto'], guests: ['gil'] });
  episodeId = await addEpisode(app, clubId, 'ana');
});

function form(file: string | Buffer | null, language: string | null = 'es', fileFirst = false) {
  const body = new FormData();
  const addFile = () => {
    if (file !== null) body.set('file', new Blob([new Uint8Array(Buffer.from(file))]), '../../clase.srt');
  };
  if (fileFirst) addFile();
  if (language !== null) body.set('language', language);
  if (!fileFirst) addFile();
  return body;
}
async function send(name: string, body: FormData | string, id = episodeId) {
  const response = await app.as(name).fetch(`/api/episodes/${id}/captions`, { method: 'PUT', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const show = (name: string) => app.as(name).call(showCaptions, { params: { episodeId } });
const vtt = (headers: Record<string, string> = {}, method = 'GET') =>
  app.as('gil').fetch(`/api/episodes/${episodeId}/captions.vtt`, { method, headers });

describe('captions of an episode', () => {
  test.each([false, true])(
    'are sent with their language, and everybody reads them (file first: %s)',
    async (first) => {
      const { status, body } = await send('ana', form(srt, 'es', first));
      expect([status, body.code]).toEqual([200, undefined]);
      const url = `/api/episodes/${episodeId}/captions.vtt?v=1`;
      expect(body.captions).toEqual({ language: 'es', url });
      const cues = [{ startMs: 1000, endMs: 2500, text: '¿Cuál es < que 3/4?' }];
      for (const name of ['ana', 'beto', 'mara', 'gil'])
        expect((await show(name)).body).toEqual({ language: 'es', cues });
      expect(await told(app, clubId, 'beto')).toContainEqual({ type: 'episode.changed', episodeId });
    },
  );

  test('are WebVTT to a player, asked about again each time and sent once', async () => {
    await send('ana', form(srt));
    const answer = await vtt();
    expect(answer.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(await answer.text()).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n¿Cuál es &lt; que 3/4?\n');
    const etag = answer.headers.get('etag') ?? '';
    expect((await vtt({ 'if-none-match': etag })).status).toBe(304);
    expect([(await vtt({}, 'HEAD')).status, await (await vtt({}, 'HEAD')).text()]).toEqual([200, '']);
    await send('ana', form('01:00:00.000 --> 01:00:00.001\nno\n\n00:03.000 --> 00:04.000\nsí'));
    const second = await vtt({ 'if-none-match': etag });
    expect([second.status, await second.text()]).toEqual([
      200,
      'WEBVTT\n\n00:00:03.000 --> 00:00:04.000\nsí\n',
    ]);
  });

  test('take the place of those there were, under a new address', async () => {
    await send('ana', form(srt));
    const { body } = await send('ana', form('00:03.000 --> 00:04.000\nThree quarters', 'en'));
    expect(body.captions).toEqual({ language: 'en', url: `/api/episodes/${episodeId}/captions.vtt?v=2` });
    const cues = [{ startMs: 3000, endMs: 4000, text: 'Three quarters' }];
    expect((await show('beto')).body).toEqual({ language: 'en', cues });
  });

  test('end with the episode, also when they were sent before its length was known', async () => {
    await setEpisode(app, episodeId, { status: 'processing', durationMs: null });
    await send('ana', form('00:09.000 --> 00:12.000\ndentro\n\n00:10.000 --> 00:11.000\nfuera'));
    await setEpisode(app, episodeId, { status: 'ready', durationMs: 10_000 });
    const cues = [{ startMs: 9000, endMs: 10_000, text: 'dentro' }];
    expect((await show('beto')).body).toEqual({ language: 'es', cues });
    expect(await (await vtt()).text()).toBe('WEBVTT\n\n00:00:09.000 --> 00:00:10.000\ndentro\n');
  });

  test('can be very many', async () => {
    const cue = (n: number) => `00:00.${String(n % 1000).padStart(3, '0')} --> 00:02.000\n${n}\n`;
    const file = Array.from({ length: 10_000 }, (_, n) => cue(n)).join('\n');
    expect((await send('ana', form(file))).status).toBe(200);
    expect((await show('beto')).body.cues).toHaveLength(10_000);
  });

  test('are removed, once or twice', async () => {
    await send('ana', form(srt));
    for (let times = 0; times < 2; times += 1) {
      const { body } = await app.as('ana').call(removeCaptions, { params: { episodeId } });
      expect(body.captions).toBeNull();
    }
    expect(await show('beto')).toMatchObject({ status: 404, code: 'captions_not_found' });
    expect((await vtt()).status).toBe(404);
  });

  test('go with the episode when it is withdrawn for good', async () => {
    await send('ana', form(srt));
    await setEpisode(app, episodeId, {
      status: 'withdrawn',
      withdrawnAt: new Date(Date.now() - 25 * 3600_000),
    });
    expect((await show('ana')).code).toBe('episode_not_found');
    await sweepJob.run(app.deps, {}, { signal: new AbortController().signal, retry: 0, lastTry: false });
    expect((await app.as('ana').ok(getEpisode, { params: { episodeId } })).captions).toBeNull();
  });
});

describe('what is refused', () => {
  test.each<[string, () => FormData | string, number, object]>([
    ['a file without cues', () => form('hola\n'), 400, { code: 'captions_unreadable', params: { line: 1 } }],
    ['no file', () => form(null), 400, { code: 'invalid_request' }],
    ['no language', () => form(srt, null), 400, { code: 'invalid_request' }],
    ['another language', () => form(srt, 'fr'), 400, { code: 'invalid_request' }],
    ['more than 2 MiB', () => form(srt.padEnd(2 * 1024 ** 2 + 1)), 413, { code: 'body_too_large' }],
    ['a body that is no form', () => 'x', 415, { code: 'unsupported_media_type' }],
  ])('%s, and what was there stays', async (_what, body, status, problem) => {
    await send('ana', form(srt));
    const answer = await send('ana', body());
    expect(answer).toMatchObject({ status, body: problem });
    expect((await show('ana')).body.cues).toHaveLength(1);
  });

  test('2 MiB are not too much', async () => {
    expect((await send('ana', form(srt.padEnd(2 * 1024 ** 2, ' ').slice(0, 2 * 1024 ** 2 - 2)))).status).toBe(
      200,
    );
  });

  test('captions of a video that is still to be cut: their times would be of another one', async () => {
    await setEpisode(app, episodeId, { toCut: true });
    expect(await send('ana', form(srt))).toMatchObject({
      status: 409,
      body: { code: 'episode_still_to_cut' },
    });
  });

  test('captions of a withdrawn episode', async () => {
    await setEpisode(app, episodeId, { status: 'withdrawn', withdrawnAt: new Date() });
    expect(await send('ana', form(srt))).toMatchObject({ status: 404, body: { code: 'episode_not_found' } });
  });
});
