import type { Codes } from '#contract/coding';

/** These codes with some changed; asking for the code that is there takes it away. */
export function toggled(codes: Codes, { what, how }: Partial<Codes>): Codes {
  return {
    what: what && codes.what !== what ? what : what ? null : codes.what,
    how: how && codes.how !== how ? how : how ? null : codes.how,
  };
}
