import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
/** OWASP's argon2id: memory in KiB, passes, lanes. About 34 ms of one core. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Fits no password, and takes as long as any to find that out: for an address that nobody has. */
export const nobodysHash = phcOf(Buffer.alloc(16), Buffer.alloc(tagLength));

/** Makes the PHC string to store. The same password typed on another keyboard gives the same bytes (NFKC). */
export async function hashPassword(password: string) {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...cost });
  return phcOf(nonce, tag);
}

/** Whether the password made this hash, in constant time. What is not one of our hashes fits no password. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }) {
  const [, memory, passes, parallelism, nonce, tag] = phc.exec(hash) ?? [];
  if (!nonce || !tag) return false;
  const expected = Buffer.from(tag, 'base64');
  const given = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(nonce, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(given, expected);
}

function phcOf(nonce: Buffer, tag: Buffer) {
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
}

function base64(bytes: Buffer) {
  return bytes.toString('base64').replace(/=+$/, '');
}
