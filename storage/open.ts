import { DiskStorage } from './disk.ts';
import type { S3Config } from './s3-client.ts';
import { S3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

/** The bucket when one is configured, else the folder; call `prepare()` before the first use. */
export function openStorage({ s3, folder }: { s3?: S3Config; folder: string }): Storage {
  return s3 ? new S3Storage(s3) : new DiskStorage(folder);
}
