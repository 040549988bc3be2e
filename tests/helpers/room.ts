import { readFile } from 'node:fs/promises';
import { type Browser, expect, type Page } from '@playwright/test';
import { acceptInvitation, firstRun, invite, openBrowser, say } from './browser.ts';
import { clip } from './clips.ts';
import type { Product } from './product.ts';

/** Where a comment is written, and what belongs to it. */
export const area = (page: Page) => page.getByPlaceholder(say('room_placeholder'));
export const composer = (page: Page) => page.getByRole('region', { name: say('room_compose') });
export const press = (page: Page, words: string) =>
  composer(page).getByRole('button', { name: words, exact: true });
export const video = (page: Page) => page.locator('video');
export const at = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.currentTime);
export const paused = (page: Page) => video(page).evaluate((element: HTMLVideoElement) => element.paused);
export const card = (page: Page, words: string) => page.getByRole('article').filter({ hasText: words });
export const moment = (page: Page) => composer(page).locator('[aria-keyshortcuts^=ArrowLeft]').first();

/** A club whose third meeting is open, and an episode in it, with a teacher and a mediator in its room. */
export async function openRoom(browser: Browser, product: Product) {
  const patricia = await openBrowser(browser, product);
  const club = await firstRun(patricia, product, 'Club Los Aromos');
  const day = '2026-03-02';
  const answer = await patricia.request.post(`/api${club}/episodes/file`, {
    multipart: {
      ...{ title: 'Fracciones', familiesAgreedOn: day, othersOutOfFrameOn: day, schoolAuthorisedOn: day },
      file: { name: 'clase.mp4', mimeType: 'video/mp4', buffer: await readFile(await clip('lesson')) },
    },
  });
  const { id } = (await answer.json()) as { id: string };
  const room = `${club}/episodes/${id}`;
  const ana = await openBrowser(browser, product);
  const { pathname } = new URL(await invite(patricia, club, 'teacher'));
  await acceptInvitation(ana, pathname, 'Ana Riquelme', 'ana@escuela.test');
  const status = async () =>
    ((await (await patricia.request.get(`/api/episodes/${id}`)).json()) as { status: string }).status;
  await expect.poll(status, { timeout: 90_000 }).toBe('ready');
  await patricia.request.post(`/api/episodes/${id}/share`, { data: {} });
  for (const number of [1, 2, 3]) {
    const data = { heldOn: '2026-03-02', episodeIds: number === 3 ? [id] : [] };
    const made = await patricia.request.post(`/api${club}/meetings`, { data });
    const meeting = (await made.json()) as { id: string };
    if (number === 3) await patricia.request.post(`/api/meetings/${meeting.id}/open`, { data: {} });
  }
  for (const page of [ana, patricia]) {
    await page.goto(room);
    const ready = () => video(page).evaluate((element: HTMLVideoElement) => element.readyState);
    await expect.poll(ready, { timeout: 60_000 }).toBeGreaterThan(1);
  }
  return { ana, patricia, room };
}

export async function playUntil(page: Page, seconds: number) {
  await page.getByRole('button', { name: say('player_play'), exact: true }).click();
  await expect.poll(() => at(page), { timeout: 30_000 }).toBeGreaterThan(seconds);
}
