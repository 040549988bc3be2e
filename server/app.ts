import multipart from '@fastify/multipart';
import underPressure from '@fastify/under-pressure';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { accountRoutes } from './accounts/routes.ts';
import { askingRoutes } from './asking/routes.ts';
import { blindRoutes } from './blind/routes.ts';
import { liveRoutes } from './clubs/live.routes.ts';
import { clubRoutes } from './clubs/routes.ts';
import { commentRoutes } from './comments/routes.ts';
import { demoRoutes } from './demo/routes.ts';
import type { Deps } from './deps.ts';
import { earlierRoutes } from './earlier/routes.ts';
import { mediaRoutes } from './episodes/media.routes.ts';
import { episodeRoutes } from './episodes/routes.ts';
import { uploadRoutes } from './episodes/upload.routes.ts';
import { describeApi, docsRoutes } from './http/docs.ts';
import { answerErrors } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { measure } from './http/metrics.ts';
import { secure } from './http/security.ts';
import { serveWeb } from './http/web.ts';
import { meetingRoutes } from './meetings/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { readingRoutes } from './readings/routes.ts';
import { researchRoutes } from './research/routes.ts';
import { shiftRoutes } from './shift/routes.ts';

/** One address that is served; the matrix test asks for the whole list. */
export type Route = { method: string; url: string; access: string | undefined };

/** The web process, room by room: the table of contents. */
export async function buildApp(deps: Deps) {
  const { config, log } = deps;
  const app = Fastify({
    loggerInstance: log,
    trustProxy: config.trustProxy ?? false,
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app);
  const metrics = measure(app);
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, access: config?.access });
  });
  await secure(app, config.publicUrl.startsWith('https:'));
  await app.register(underPressure, { maxEventLoopDelay: 15_000, retryAfter: 5 });
  await app.register(multipart, { limits: { files: 1, fields: 20, fileSize: config.maxEpisodeBytes } });
  await describeApi(app);

  await app.register(async (api) => {
    healthRoutes(api, deps);
    accountRoutes(api, deps);
    clubRoutes(api, deps);
    liveRoutes(api, deps);
    episodeRoutes(api, deps);
    uploadRoutes(api, deps);
    mediaRoutes(api, deps);
    readingRoutes(api, deps);
    meetingRoutes(api, deps);
    askingRoutes(api, deps);
    commentRoutes(api, deps);
    blindRoutes(api, deps);
    shiftRoutes(api, deps);
    researchRoutes(api, deps);
    overviewRoutes(api, deps);
    earlierRoutes(api, deps);
    demoRoutes(api, deps);
    docsRoutes(api);
    await serveWeb(api);
  });
  return { app, metrics, routes };
}
