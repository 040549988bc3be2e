import DataLoader from 'dataloader';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { requireSession } from '../accounts/accounts.ts';
import { accountTopic } from '../accounts/sessions.ts';
import type { Deps } from '../deps.ts';
import { id } from '../http/contract.ts';
import { eventsAfter, type EventsPage, newestEvent } from '../live/live.ts';
import { type Listening, requireMember, stillMembers } from './access.ts';
import { EventStream } from './event-stream.ts';

const query = z.object({ after: z.coerce.number().int().min(0).optional() });

/**
 * The live events of a club as an EventSource reads them. `Last-Event-ID` (or `?after=`) asks for what was missed.
 * Besides the events of live/contract.ts there are `hello` (connected; whoever named no number is told how long nothing has
 * happened), `reset` (more was missed than is kept: fetch everything again) and `gone` (no longer of the club, or the
 * session ended).
 */
export function liveRoutes(app: FastifyInstance, deps: Deps, { heartbeatMs = 15_000 } = {}) {
  const open = new Set<EventStream>();
  const { mayRead, read } = together(deps);
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });

  app.route({
    method: 'GET',
    url: '/api/clubs/:clubId/live',
    exposeHeadRoute: false,
    config: { access: 'club.see' },
    schema: {
      summary: 'What happens in a club, as it happens: server-sent events with ids only.',
      tags: ['clubs'],
      description: 'Access: club.see',
      params: z.object({ clubId: id }),
      querystring: query,
      produces: ['text/event-stream'],
    },
    handler: async (request, reply) => {
      const { clubId } = request.params as { clubId: string };
      const { account, sessionId } = await requireSession(deps, request);
      await requireMember(deps, request, clubId);
      const { after } = request.query as z.output<typeof query>;
      const since = resumesAt(request.headers['last-event-id']) ?? after;

      reply.hijack();
      const stream = new EventStream(reply, {
        heartbeatMs,
        mayRead: () => mayRead.load({ sessionId, clubId }),
        read: (seq) => read.load({ clubId, seq }).then((page) => page && heardBy(account.id, page)),
        newest: () => newestEvent(deps.db, clubId),
        onError: (error) => request.log.warn({ err: error }, 'live stream'),
      });
      const stops = [`club:${clubId}`, accountTopic(account.id)].map((topic) =>
        deps.live.listen(topic, () => stream.wake()),
      );
      open.add(stream);
      await stream.start(since, () => {
        for (const stop of stops) stop();
        open.delete(stream);
      });
    },
  });
}

/** All who listen to a club are woken by the same event: their questions of one turn are one query. Nothing is kept. */
function together(deps: Deps) {
  return {
    mayRead: new DataLoader<Listening, boolean>((asking) => stillMembers(deps, asking), { cache: false }),
    read: new DataLoader<{ clubId: string; seq: number }, EventsPage | null>(
      async (asking) => {
        const pages = new Map<string, ReturnType<typeof eventsAfter>>();
        const pageOf = ({ clubId, seq }: (typeof asking)[number]) => {
          const key = `${clubId} ${seq}`;
          const page = pages.get(key) ?? eventsAfter(deps.db, clubId, seq);
          pages.set(key, page);
          return page;
        };
        return Promise.all(asking.map(pageOf));
      },
      { cache: false },
    ),
  };
}

function heardBy(userId: string, { events, ...page }: EventsPage): EventsPage {
  return { ...page, events: events.filter(({ onlyUserId }) => onlyUserId === null || onlyUserId === userId) };
}

function resumesAt(header: string | string[] | undefined) {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
