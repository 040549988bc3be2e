import { announceSetup } from './accounts/setup.ts';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDeps } from './deps.ts';
import { serveMetrics } from './http/metrics.ts';
import { untilStopped } from './process.ts';

/** The web process. JSON lines go to standard output; what a person should read goes to standard error. */
const config = readConfig(process.env);
const { deps, close } = await openDeps(config);
const { app, metrics } = await buildApp(deps);
await app.listen({ host: config.host, port: config.port });
const metricsServer =
  config.metricsPort === undefined ? undefined : serveMetrics(metrics, config.metricsPort);

await announceSetup(deps);
if (!config.secureCookies) {
  console.error(
    `El video viaja sin cifrar por ${config.publicUrl}. Vea «Con https» en el README. / Video travels unencrypted; see "With https" in the README.`,
  );
}

await untilStopped();
metricsServer?.close();
await app.close();
await close();
