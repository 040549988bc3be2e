const endBytes = 1024 * 1024;

/**
 * Recognises a file when it is chosen again, on any device: its size and a hash of its first and last MiB (64-bit FNV-1a
 * in two halves). Plain arithmetic, because browsers offer their own hashes over https only. Throws when it cannot be read.
 */
export async function fingerprint(file: Blob) {
  const ends = await new Blob([
    file.slice(0, endBytes),
    file.slice(Math.max(0, file.size - endBytes)),
  ]).arrayBuffer();
  let [one, two] = [0x811c9dc5, 0x01000193];
  for (const byte of new Uint8Array(ends)) {
    one = Math.imul(one ^ byte, 0x01000193);
    two = Math.imul(two ^ byte, 0x85ebca6b);
  }
  return `${file.size}-${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}`;
}

const ofPart = 'part-';

/** The mark of a part that was cut on a device: nobody has it as a file that could be chosen again. */
export const partPrint = async (file: Blob) => ofPart + (await fingerprint(file));
export const isPart = (print = '') => print.startsWith(ofPart);

/** Whether this is the file that was being sent. */
export async function isSameFile(
  file: Blob,
  { bytes, fingerprint: print = '' }: { bytes: number; fingerprint?: string },
) {
  return file.size === bytes && (print === '' || print === (await fingerprint(file)));
}
