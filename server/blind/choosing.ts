import { drawn } from './draw.ts';

export const fewestAuthors = 3;
const mostExcerpts = 6;
const mostOfOne = 2;

type Candidate = { commentId: string; authorId: string };

/**
 * Which excerpts to ask for: at most six, by lot, of at least three authors; everybody's first before anybody's second,
 * and never a third. Null where there are fewer than three authors to ask.
 */
export function chooseExcerpts(
  candidates: readonly Candidate[],
  shuffle = <T>(all: readonly T[]) => drawn(all),
) {
  const byAuthor = [...Map.groupBy(shuffle(candidates), ({ authorId }) => authorId).values()];
  if (byAuthor.length < fewestAuthors) return null;
  const rounds = Array.from({ length: mostOfOne }, (_, round) => byAuthor.flatMap((own) => own[round] ?? []));
  return rounds.flat().slice(0, mostExcerpts);
}
