import type { FastifyInstance } from 'fastify';
import { mayAsk } from '../asking/asking.ts';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { requireEpisode } from '../episodes/access.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import { meetingNow } from '../meetings/meetings.ts';
import { noteRead, readingOf } from '../readings/readings.ts';
import { requireComment } from './access.ts';
import { changeComment } from './changing.ts';
import { addComment, removeComment } from './comments.ts';
import * as contract from './contract.ts';
import { codeComment, moveComment, tagComment } from './marking.ts';
import { listMentions } from './mentions.ts';
import { showHistory } from './revisions.ts';
import { showComment, showComments } from './shown.ts';
import { splitComment } from './splitting.ts';

export function commentRoutes(app: FastifyInstance, deps: Deps) {
  const { db } = deps;
  mount(app, contract.listComments, async ({ params, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.read');
    const [comments, now, { stage, stageMeetingId, seenUntil, hasRead }] = await Promise.all([
      showComments(db, by, episode.id),
      meetingNow(db, episode.id),
      readingOf(db, by, episode.id),
    ]);
    if (!hasRead && comments.some(({ mine, deleted }) => !mine && !deleted))
      await noteRead(db, by, episode.id);
    return {
      ...{ comments, meetingNow: now, stage, seenUntil },
      stageMeetingId: stageMeetingId ?? now?.id ?? null,
      mayAsk: await mayAsk(db, by, now),
    };
  });
  mount(app, contract.addComment, async ({ params, body, request }) => {
    const { by, episode } = await requireEpisode(deps, request, params.episodeId, 'comment.write');
    // Its times will be those of the part that stays.
    if (episode.toCut) throw problem('episode_still_to_cut');
    return addComment(deps, by, episode, body);
  });
  mount(app, contract.getComment, async ({ params: { commentId }, request }) => {
    const { by } = await requireComment(deps, request, commentId, 'comment.read');
    return showComment(db, by, commentId);
  });
  mount(app, contract.changeComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.keep');
    return changeComment(deps, by, episode, commentId, body);
  });
  mount(app, contract.splitComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.keep');
    return splitComment(deps, by, episode, commentId, body);
  });
  mount(app, contract.commentHistory, async ({ params: { commentId }, request }) => {
    const { by } = await requireComment(deps, request, commentId, 'comment.read');
    return showHistory(db, by, commentId);
  });
  mount(app, contract.tagComment, async ({ params: { commentId }, body, request }) => {
    const { by, episode } = await requireComment(deps, request, commentId, 'comment.move');
    return tagComment(deps, by, episode, commentId, body);
  });
  mount(app, contract.listMentions, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return listMentions(db, by);
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
