import { readConfig } from './config.ts';
import { openDeps } from './deps.ts';
import { allJobs } from './jobs/all.ts';
import { untilStopped } from './process.ts';

/** The job process: as many as there are cores to spare, on as many machines as there are. */
const { deps, close } = await openDeps(readConfig(process.env));
await deps.jobs.work(deps, allJobs);
deps.log.info('worker ready');

await untilStopped();
await close();
