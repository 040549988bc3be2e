import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { allow, requireMember } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { mount } from '../http/mount.ts';
import { problem } from '../http/problems.ts';
import * as contract from './contract.ts';
import { elanDocument } from './eaf.ts';
import { answer, showAnswer } from './research.ts';
import { countExports, readStudy } from './snapshot.ts';
import type { Study, StudiedEpisode } from './study.ts';
import { dictionary, tableOf } from './table.ts';
import { cuesOf } from './vtt.ts';
import { annotationContext, annotationsOf } from './web-annotation.ts';

type Call = {
  Params: z.output<typeof contract.exportParams>;
  Querystring: z.output<typeof contract.exportQuery>;
};

const types: Record<contract.Format, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  dictionary: 'text/csv; charset=utf-8; header=present',
  jsonld: `application/ld+json; profile="${annotationContext}"`,
  vtt: 'text/vtt; charset=utf-8',
  eaf: 'application/xml; charset=utf-8',
};

export function researchRoutes(app: FastifyInstance, deps: Deps) {
  const { db } = deps;
  mount(app, contract.getResearch, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'club.see');
    return showAnswer(db, by);
  });
  mount(app, contract.answerResearch, async ({ params, body, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    // A yes can be taken back by whoever gave it, also as a guest now.
    if (body.agreed) allow(by, 'research.answer');
    return answer(deps, by, body.agreed);
  });
  mount(app, contract.listExports, async ({ params, request }) => {
    const by = await requireMember(deps, request, params.clubId);
    allow(by, 'research.export');
    return countExports(db, by);
  });
  app.route<Call>({
    method: 'GET',
    url: contract.exportPath,
    config: { access: 'research.export' },
    schema: {
      summary:
        'Comments and codes of those who agreed, by pseudonym: csv and its dictionary, Web Annotation jsonld, vtt, ELAN eaf.',
      description: 'Access: research.export',
      tags: ['clubs'],
      params: contract.exportParams,
      querystring: contract.exportQuery,
    },
    handler: async (request, reply) => {
      const { clubId, format } = request.params;
      const by = await requireMember(deps, request, clubId);
      allow(by, 'research.export');
      const { episodeId } = request.query;
      if (!episodeId && (contract.ofOneEpisode as readonly string[]).includes(format))
        throw problem('invalid_request', { fields: 'episodeId' });
      const { file, name } =
        format === 'dictionary'
          ? { file: dictionary(), name: 'dictionary.csv' }
          : exported(format, await readStudy(db, by, episodeId));
      return reply
        .type(types[format])
        .headers({
          'content-disposition': `attachment; filename="video-club-${name}"`,
          'cache-control': 'no-store',
        })
        .send(file);
    },
  });
}

/** The file as it is sent, and what it is called: never by the name of a club, an episode or a person. */
function exported(
  format: Exclude<contract.Format, 'dictionary'>,
  { study, episode }: { study: Study; episode?: StudiedEpisode },
) {
  const number = episode?.number ?? 0;
  const files = {
    csv: () => tableOf(study),
    jsonld: () => Readable.from(annotationsOf(study)),
    vtt: () => Readable.from(cuesOf(study)),
    eaf: () => elanDocument(study, { number }, new Date()),
  };
  return { file: files[format](), name: `${episode ? `episode-${number}` : 'comments'}.${format}` };
}
