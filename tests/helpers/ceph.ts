import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv, promisify } from 'node:util';
import type { S3Config } from '../../storage/s3-client.ts';

const script = fileURLToPath(new URL('../../scripts/s3-ceph.sh', import.meta.url));
const run = promisify(execFile);

/**
 * A bucket of one's own on a real Ceph gateway: the one that `npm test` started and names in TEST_S3_*, or else a
 * cluster started here, in about 3 s. The bucket does not exist yet; `prepare()` makes it.
 */
export async function startCeph(): Promise<{ s3: S3Config; stop(): Promise<void> }> {
  const shared = process.env;
  const bucket = `test-${randomUUID()}`;
  if (shared.TEST_S3_ENDPOINT) {
    const s3 = s3From(bucket, shared.TEST_S3_ENDPOINT, shared.TEST_S3_ACCESS_KEY, shared.TEST_S3_SECRET_KEY);
    return { s3, stop: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'ceph-'));
  const { stdout } = await run(script, ['start', folder]);
  const env = parseEnv(stdout);
  return {
    s3: s3From(bucket, env.S3_ENDPOINT, env.S3_ACCESS_KEY, env.S3_SECRET_KEY),
    async stop() {
      await run(script, ['stop', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function s3From(bucket: string, endpoint = '', accessKey = '', secretKey = ''): S3Config {
  return { bucket, endpoint, accessKey, secretKey, region: 'us-east-1' };
}
