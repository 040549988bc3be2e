import type { FastifyRequest } from 'fastify';
import { received } from '../episodes/file.routes.ts';
import { problem } from '../http/problems.ts';
import { fileMaxBytes } from './contract.ts';
import type { Sent } from './imports.ts';

/**
 * The file of a form, of which no more than is allowed is ever held. Throws `import_too_large` as soon as it is so, and
 * `import_file_missing`.
 */
export async function receiveFile(request: FastifyRequest): Promise<Sent> {
  if (!request.isMultipart()) throw problem('unsupported_media_type');
  // One byte more, so that it is our own rule that says how large a file may be.
  const limits = { fileSize: fileMaxBytes + 1 };
  let sent: Sent | undefined;
  for await (const part of received(request.parts({ limits }))) {
    if (part.type === 'file') sent = { name: nameOf(part.filename), bytes: await whole(received(part.file)) };
  }
  if (!sent) throw problem('import_file_missing');
  return sent;
}

async function whole(bytes: AsyncIterable<Buffer>) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > fileMaxBytes) throw problem('import_too_large', { maxMb: fileMaxBytes / 1e6 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The name as it is listed: never a path, nothing that does not show. */
function nameOf(filename: string) {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').trim().slice(0, 120) || 'CSV';
}
