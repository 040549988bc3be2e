const types: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/mp4',
  jpg: 'image/jpeg',
  vtt: 'text/vtt; charset=utf-8',
};

/** The media type of an output by its name. */
export function outputType(name: string) {
  return types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
