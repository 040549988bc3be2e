import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { requireEpisode } from '../episodes/access.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import { meetingNow } from '../meetings/meetings.ts';
import { requireComment } from './access.ts';
import { addComment, changeComment, codeComment, moveComment, removeComment } from './comments.ts';
import * as contract from './contract.ts';
import { showComment, showComments } from './shown.ts';

export function commentRoutes(app: FastifyInstance, deps: Deps) {
  mount(app, contract.listComments, async ({ params, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.read');
    const [comments, now] = await Promise.all([
      showComments(deps.db, by, episode.id),
      meetingNow(deps.db, episode.id),
    ]);
    return { comments, meetingNow: now };
  });
  mount(app, contract.addComment, async ({ params, body, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.write');
    // Its times will be those of the part that stays.
    if (episode.toCut) throw problem('episode_still_to_cut');
    return addComment(deps, by, episode, body);
  });
  mount(app, contract.getComment, async ({ params: { commentId }, request }) => {
    const { by } = await requireComment(deps, request, commentId, 'comment.read');
    return showComment(deps.db, by, commentId);
  });
  mount(app, contract.changeComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.keep');
    return changeComment(deps, by, episode, commentId, body);
  });
  mount(app, contract.removeComment, async ({ params: { commentId }, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.keep');
    return removeComment(deps, by, episode, commentId);
  });
  mount(app, contract.codeComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.keep');
    return codeComment(deps, by, episode, commentId, body);
  });
  mount(app, contract.moveComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.move');
    return moveComment(deps, by, episode, commentId, body.meetingId);
  });
}
