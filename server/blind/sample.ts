import { count, desc, eq } from 'drizzle-orm';
import type { DbOrTx } from '../../db/client.ts';
import { blindPicks, blindSamples } from '../../db/schema/coding.ts';
import { comments } from '../../db/schema/comments.ts';
import { episodes } from '../../db/schema/episodes.ts';
import type { Member } from '../clubs/access.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';
import { takeTurn } from '../meetings/meetings.ts';
import { drawn, sampleSize } from './draw.ts';
import { eligibleIn } from './eligible.ts';

/**
 * Draws the comments to be coded blindly, in the shuffled order in which everybody will code them. Earlier samples stay,
 * with what was coded of them; the newest counts. `nothing_to_draw` where no comment may be coded.
 */
export async function drawSample({ db }: Deps, by: Member) {
  return db.transaction(async (tx) => {
    await takeTurn(tx, by.clubId);
    const all = await tx
      .select({ id: comments.id })
      .from(comments)
      .innerJoin(episodes, eq(episodes.id, comments.episodeId))
      .where(eligibleIn(by.clubId));
    if (all.length === 0) throw problem('nothing_to_draw');
    const [made] = await tx
      .insert(blindSamples)
      // The clock, and not when the transaction began: who waited for their turn drew later.
      .values({ clubId: by.clubId, population: all.length, drawnBy: by.userId, drawnAt: new Date() })
      .returning();
    if (!made) throw problem('internal');
    const picks = drawn(all, sampleSize(all.length));
    const rows = picks.map(({ id }, position) => ({ sampleId: made.id, commentId: id, position }));
    // Postgres takes 65,535 values in one statement.
    for (let from = 0; from < rows.length; from += 10_000)
      await tx.insert(blindPicks).values(rows.slice(from, from + 10_000));
    return { population: made.population, size: picks.length, drawnAt: made.drawnAt };
  });
}

/** The sample that counts, or null while none was drawn. */
export async function currentSample(db: DbOrTx, clubId: string) {
  const [sample] = await db
    .select({
      id: blindSamples.id,
      population: blindSamples.population,
      drawnAt: blindSamples.drawnAt,
      size: count(blindPicks.position),
    })
    .from(blindSamples)
    .leftJoin(blindPicks, eq(blindPicks.sampleId, blindSamples.id))
    .where(eq(blindSamples.clubId, clubId))
    .groupBy(blindSamples.id)
    .orderBy(desc(blindSamples.drawnAt), desc(blindSamples.id))
    .limit(1);
  return sample ?? null;
}
