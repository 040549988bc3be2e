import { createHash, randomBytes } from 'node:crypto';

/** A secret for a link: 128 bits as 22 letters. Only its hash is stored. */
export function newLinkToken() {
  const token = randomBytes(16).toString('base64url');
  return { token, hash: hashLinkToken(token) };
}

/** SHA-256 in hex; the token has full entropy, so it needs no salt and no slowness. */
export function hashLinkToken(token: string) {
  return createHash('sha256').update(token).digest('hex');
}
