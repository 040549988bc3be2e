import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';

export const codedComments = 10_000;

/** Eight teachers, 40 meetings with a clip each, and the comments, a fifth of them recoded. */
export async function bigClub(db: Db) {
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into clubs (name, goal, how_seen) values ('Club grande', 'Mirar juntos', 'club') returning id`);
  const clubId = rows[0]?.id ?? '';
  await db.execute(sql`
    with people as (
      insert into users (name, email) select 'Docente ' || i, ${clubId} || i from generate_series(1, 8) i returning id
    ), clips as (
      insert into episodes (club_id, owner_id, title, families_agreed_on, others_out_of_frame_on, school_authorised_on,
        status, duration_ms, shared_at)
      select ${clubId}, (select id from people limit 1), 'Clip ' || i, now(), now(), now(), 'ready', 600000, now()
      from generate_series(1, 40) i returning id
    ), held as (
      insert into meetings (club_id, number, held_on) select ${clubId}, i, date '2024-03-01' + 14 * i
      from generate_series(1, 40) i returning id
    ), arrays as (
      select (select array_agg(id) from people) as person, (select array_agg(id) from clips) as clip,
        (select array_agg(id) from held) as meeting
    ), said as (
      insert into comments (id, club_id, episode_id, meeting_id, phase, author_id, author_role, at_ms, text)
      select gen_random_uuid(), ${clubId}, clip[1 + i % 40], meeting[1 + i % 40], 'during', person[1 + i / 40 % 8],
        'teacher', 50 * i, repeat('cuenta con los dedos ', 8)
      from arrays, generate_series(1, ${codedComments}) i returning id, author_id
    )
    insert into codings (club_id, comment_id, coder_id, source, codebook, revision, what, how)
    select ${clubId}, id, author_id, 'author', 'what-how/1', revision,
      case when random() < 0.5 then 'teaching' else 'learning' end,
      case when random() < 0.5 then 'judgment' else 'evidence' end
    from said, generate_series(1, case when id < '33333333-3333-3333-3333-333333333333' then 2 else 1 end) revision`);
  return clubId;
}
