/** What a Range header asks for: `null` for the whole, `unsatisfiable`, or inclusive positions. */
export type Wanted = { start: number; end: number } | 'unsatisfiable' | null;

/**
 * Reads a Range header against a size in bytes (RFC 9110, 14.2). One range is honoured: a second one is unsatisfiable,
 * because no player needs it; what is no byte range at all is ignored.
 */
export function readRange(header: string | undefined, bytes: number): Wanted {
  const [, list] = /^bytes=(.*)$/i.exec(header?.trim() ?? '') ?? [];
  if (list === undefined) return null;
  if (list.includes(',')) return 'unsatisfiable';
  const [, first = '', last = ''] = /^\s*(\d*)-(\d*)\s*$/.exec(list) ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length > 0 ? { start: bytes - length, end: bytes - 1 } : 'unsatisfiable';
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== '' && Number(last) < start) return null;
  return start < bytes ? { start, end } : 'unsatisfiable';
}

/** Whether an If-None-Match header names this ETag. Weak comparison, as RFC 9110 says for it. */
export function isKnown(header: string | undefined, etag: string) {
  const listed = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return listed.includes('*') || listed.includes(etag);
}
