import { resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Unset: no metrics are served. Always on 127.0.0.1. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.string().min(1),
  AUTH_SECRET: z.string().min(32),
  /** Where people reach the service, without a trailing slash. */
  PUBLIC_URL: z
    .url()
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Addresses or ranges of the proxies in front, comma separated, as Fastify's trustProxy takes them. */
  TRUST_PROXY: z.string().optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().default('video-club'),
  S3_ACCESS_KEY: z.string().default(''),
  S3_SECRET_KEY: z.string().default(''),
  S3_REGION: z.string().default('us-east-1'),
  /**
   * The largest file an episode may come from, in bytes: an hour of a phone's 1080p at 17 Mbit/s, and some. At most what
   * fits in the 10,000 parts that S3 allows, of 5 MiB each.
   */
  MAX_EPISODE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(10_000 * 5 * 1024 ** 2)
    .default(10 * 1024 ** 3),
  /** What the videos of one club may hold together, in bytes. */
  CLUB_QUOTA_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(100 * 1024 ** 3),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  DEMO: flag.default(true),
  DEMO_PASSWORD: z.string().min(8).optional(),
});

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings from the environment, the only place that does. Throws one plain sentence naming what is wrong. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Error(`The settings are not complete: ${wrong}`);
  }
  const e = parsed.data;
  const publicUrl = e.PUBLIC_URL ?? `http://${e.HOST.includes(':') ? `[${e.HOST}]` : e.HOST}:${e.PORT}`;
  const { protocol, hostname } = new URL(publicUrl);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return {
    host: e.HOST,
    port: e.PORT,
    metricsPort: e.METRICS_PORT,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    authSecret: e.AUTH_SECRET,
    publicUrl,
    /** Whether cookies may carry the `__Host-` prefix and `Secure`: https, or loopback, which browsers trust. */
    secureCookies: protocol === 'https:' || loopback,
    trustProxy: e.TRUST_PROXY?.split(',').map((part) => part.trim()),
    s3: e.S3_ENDPOINT
      ? {
          endpoint: e.S3_ENDPOINT,
          bucket: e.S3_BUCKET,
          accessKey: e.S3_ACCESS_KEY,
          secretKey: e.S3_SECRET_KEY,
          region: e.S3_REGION,
        }
      : undefined,
    maxEpisodeBytes: e.MAX_EPISODE_BYTES,
    clubQuotaBytes: e.CLUB_QUOTA_BYTES,
    logLevel: e.LOG_LEVEL,
    demo: e.DEMO,
    demoPassword: e.DEMO_PASSWORD,
  };
}
