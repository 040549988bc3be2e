import { eq } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { meetings } from '../../db/schema/meetings.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { allow, findMember } from '../clubs/access.ts';
import type { Rule } from '../clubs/contract.ts';
import type { Deps } from '../deps.ts';
import { problem } from '../http/problems.ts';

/** Who is asking, as a member of the meeting's club who may do this. Throws `meeting_not_found` for everybody not of it. */
export async function requireMeeting(
  deps: Deps,
  request: FastifyRequest,
  meetingId: string,
  rule: Extract<Rule, `meeting.${string}`>,
) {
  const account = await requireAccount(deps, request);
  const [meeting] = await deps.db.select().from(meetings).where(eq(meetings.id, meetingId));
  const by = meeting && (await findMember(deps.db, meeting.clubId, account.id));
  if (!by) throw problem('meeting_not_found');
  allow(by, rule);
  return by;
}
