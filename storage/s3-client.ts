import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';

/** `endpoint` is an address without a path, such as `https://s3.example.org` or `http://127.0.0.1:9000`. */
export type S3Config = {
  endpoint: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  region: string;
};

const ANSWER_WITHIN_MS = 120_000;

/** The client for an S3 server. It sends nothing yet. */
export function connect({ endpoint, accessKey, secretKey, region }: S3Config): Client {
  const { protocol, hostname, port } = new URL(endpoint);
  const useSSL = protocol === 'https:';
  return new Client({
    endPoint: hostname,
    port: Number(port) || (useSSL ? 443 : 80),
    useSSL,
    accessKey,
    secretKey,
    region,
    transport: impatient(useSSL ? https : http),
  });
}

/** The S3 error code of a failed call, such as `NoSuchKey`. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * A server that accepts a request and then is silent makes it fail instead of hanging for ever. Once the answer has
 * begun, reading it may take as long as the viewer at the other end does.
 */
function impatient(transport: typeof http | typeof https): Pick<typeof http, 'request'> {
  const request = (options: https.RequestOptions, answered: (response: http.IncomingMessage) => void) => {
    const sent = transport.request(options, (response) => {
      sent.setTimeout(0);
      answered(response);
    });
    return sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy(new Error('the S3 server does not answer')));
  };
  return { request: request as typeof http.request };
}
