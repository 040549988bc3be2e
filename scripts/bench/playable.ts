import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb } from '../../db/client.ts';
import { clubs, memberships } from '../../db/schema/clubs.ts';
import { addAccount } from '../../server/accounts/accounts.ts';
import { hashPassword } from '../../server/accounts/password-hash.ts';
import { readConfig } from '../../server/config.ts';
import { type Episode, getEpisode, shareEpisode } from '../../server/episodes/contract.ts';
import { keys } from '../../storage/keys.ts';
import { openStorage } from '../../storage/open.ts';
import { Client } from '../../tests/helpers/client.ts';
import startTestPostgres from '../../tests/helpers/postgres.ts';
import { startProduct } from '../../tests/helpers/product.ts';
import { password } from '../../tests/helpers/browser.ts';

export type Playable = Awaited<ReturnType<typeof startPlayable>>;

export const teacher = 'ana@club.test';

/**
 * The product, server and worker, with one episode made of this file by its own pipeline, shared in a club of one
 * teacher. `client` is signed in as that teacher; a browser signs in with `teacher` and the password of the stories.
 */
export async function startPlayable(source: string, settings: Record<string, string> = {}) {
  const stopPostgres = await startTestPostgres();
  const product = await startProduct(settings);
  const stop = async () => {
    await product.stop();
    await stopPostgres();
  };
  try {
    const clubId = await makeClub(product.env.DATABASE_URL);
    const client = new Client(product.url);
    await client.signIn(teacher, password);
    const sent = await send(client, clubId, source);
    const episode = await untilReady(client, sent.id);
    await client.ok(shareEpisode, { params: { episodeId: episode.id } });
    return { product, client, clubId, episode, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Adds a large object to the outputs of a playable episode, filled with noise; returns its name. */
export async function addLarge({ product, episode }: Playable, mebibytes: number) {
  const { s3, dataDir } = readConfig(product.env);
  const storage = openStorage({ s3, folder: `${dataDir}/objects` });
  const mebibyte = randomBytes(1024 ** 2);
  const body = Readable.from(Array.from({ length: mebibytes }, () => mebibyte));
  const [, attempt = '1'] = /media\/(\d+)\//.exec(episode.playUrl ?? '') ?? [];
  const key = keys.output(episode.id, Number(attempt), 'large.mp4');
  await storage.put(key, body, mebibytes * 1024 ** 2, 'video/mp4');
  return { key, url: new URL(`/api/episodes/${episode.id}/media/${attempt}/large.mp4`, product.url) };
}

export async function makeClub(databaseUrl: string) {
  const { db, close } = openDb(databaseUrl, console.error);
  try {
    const hash = await hashPassword(password);
    const account = await db.transaction((tx) =>
      addAccount(tx, { name: 'Ana Riquelme', email: teacher, locale: 'es' }, hash),
    );
    const [club] = await db
      .insert(clubs)
      .values({ name: 'Club', goal: 'Mirar juntos', howSeen: 'club' })
      .returning();
    if (!account || !club) throw new Error('no club');
    await db.insert(memberships).values({
      ...{ clubId: club.id, userId: account.id, role: 'teacher' as const, admittedAt: new Date() },
    });
    return club.id;
  } finally {
    await close();
  }
}

export async function send(client: Client, clubId: string, source: string) {
  const form = new FormData();
  const day = '2026-03-02';
  const fields = { familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day };
  for (const [name, value] of Object.entries({ title: 'Fracciones', ...fields })) form.set(name, value);
  form.set('file', await openAsBlob(source), 'clip.mp4');
  const answer = await client.fetch(`/api/clubs/${clubId}/episodes/file`, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Episode;
}

async function untilReady(client: Client, episodeId: string) {
  for (;;) {
    const episode = await client.ok(getEpisode, { params: { episodeId } });
    if (episode.status === 'ready') return episode;
    if (episode.status === 'failed') throw new Error(`the episode failed: ${episode.failure}`);
    await sleep(500);
  }
}
