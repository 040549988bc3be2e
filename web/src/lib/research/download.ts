import { exportPath, type Format } from '#contract/research';

/** Where the browser gets a file: of the whole club, or of one episode. */
export function downloadOf(clubId: string, format: Format, episodeId?: string) {
  const path = exportPath.replace(':clubId', clubId).replace(':format', format);
  return episodeId && format !== 'dictionary' ? `${path}?episodeId=${episodeId}` : path;
}
