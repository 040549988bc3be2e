import { listUploads, showStorage } from '#contract/episodes';
import { call } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ depends, params, parent }) => {
  depends('club:uploads');
  const { club } = await parent();
  // Nothing of it is for those who may not upload.
  if (club.role === 'guest')
    return { unfinished: [], storage: { usedBytes: 0, quotaBytes: 0, maxEpisodeBytes: 0 } };
  const [unfinished, storage] = await Promise.all([
    call(listUploads, { params }),
    call(showStorage, { params }),
  ]);
  return { unfinished, storage };
};
