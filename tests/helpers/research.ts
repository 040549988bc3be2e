import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { addComment } from '../../server/comments/contract.ts';
import { createMeeting } from '../../server/meetings/contract.ts';
import { answerResearch } from '../../server/research/contract.ts';
import type { TestApp } from './app.ts';
import { addEpisode } from './episode.ts';

type Given = Partial<z.input<typeof addComment.body>> & { on?: string };

/** A club of a mediator, three teachers and a guest, with a meeting about an episode of Beto's, and what they can export. */
export async function researchClub(app: TestApp, howSeen: 'club' | 'author' = 'club') {
  const teachers = ['ana', 'beto', 'carla'];
  const clubId = await app.club({ howSeen, mediators: ['mara'], teachers, guests: ['gil'] });
  const params = { clubId };
  const episodeId = await addEpisode(app, clubId, 'beto', { title: 'Fracciones de Beto' });
  const { id: meetingId } = await app.as('mara').ok(createMeeting, {
    params,
    body: { heldOn: '2026-05-10', title: 'Uno', episodeIds: [episodeId] },
  });

  const path = (format: string, episode?: string) =>
    `/api/clubs/${clubId}/research/exports/${format}${episode ? `?episodeId=${episode}` : ''}`;

  /** The file as the mediator gets it; it must not be refused. */
  async function file(format: string, episode?: string) {
    const response = await app.as('mara').fetch(path(format, episode));
    const body = await response.text();
    if (!response.ok) throw new Error(body);
    return body;
  }

  const table = async (episode?: string) =>
    parse<Record<string, string>>(await file('csv', episode), { columns: true, bom: true });

  return {
    ...{ clubId, episodeId, meetingId, params, path, file, table },
    get: (name: string, format: string, episode?: string) => app.as(name).fetch(path(format, episode)),
    agree: (name: string, agreed = true) => app.as(name).ok(answerResearch, { params, body: { agreed } }),
    /** Writes a comment, at one second of the club's episode unless said otherwise. */
    say: (name: string, { on = episodeId, ...given }: Given = {}) =>
      app.as(name).ok(addComment, {
        params: { episodeId: on },
        body: { id: randomUUID(), atMs: 1000, text: 'E4 cuenta con los dedos.', ...given },
      }),
    texts: async () => (await table()).map(({ text }) => text),
  };
}
export type ResearchClub = Awaited<ReturnType<typeof researchClub>>;
