import { type Axis, type End, ends, type getShift, marked, type MeetingShift } from '#contract/shift';
import type { Answer } from '#lib/api.ts';
import { m } from '#lib/paraglide/messages.js';
import { number, percent } from '#lib/time.ts';
import { turnOf, type Verdict, verdictOf } from './verdict.ts';
import { meetingsWords, points, shareWords } from './words.ts';

type Shift = Answer<typeof getShift>;
const axes: Axis[] = ['learning', 'evidence'];

/**
 * What the marks say: whether anything changed, and by how much between the ends; then how sure that is, and of how many it
 * is known.
 */
export function leadOf(shift: Shift, meetings: MeetingShift[]): { first: string[]; then: string[] } {
  const verdicts = { learning: verdictOf(shift.learning), evidence: verdictOf(shift.evidence) };
  const comments = meetings.reduce((sum, meeting) => sum + meeting.comments - meeting.uncoded, 0);
  return {
    first: [...headline(verdicts), ...facts(meetings)],
    then: [
      ...axes.flatMap((axis) => turn(meetings, axis, verdicts[axis])),
      ...sureness(shift, verdicts),
      m.shift_from({ comments: number(comments), people: shift.people }),
    ],
  };
}

/** What is clear, what is not; nothing where so few cannot tell. */
function headline({ learning, evidence }: Record<Axis, Verdict>): string[] {
  if (learning === evidence) {
    if (learning === 'up') return [m.shift_say_both_up()];
    if (learning === 'down') return [m.shift_say_both_down()];
    if (learning === 'unclear') return [m.shift_say_none()];
  }
  const one = {
    learning: {
      up: m.shift_say_learning_up,
      down: m.shift_say_learning_down,
      unclear: m.shift_say_learning_unclear,
    },
    evidence: {
      up: m.shift_say_evidence_up,
      down: m.shift_say_evidence_down,
      unclear: m.shift_say_evidence_unclear,
    },
  };
  const say = (axis: Axis, verdict: Verdict) =>
    verdict === 'up' || verdict === 'down' || verdict === 'unclear' ? [one[axis][verdict]()] : [];
  return [...say('learning', learning), ...say('evidence', evidence)];
}

const from = ({ count, n }: End) => ({
  from: percent(count / n),
  fromCount: number(count),
  fromN: number(n),
});
const to = ({ count, n }: End) => ({ to: percent(count / n), toCount: number(count), toN: number(n) });

/** Both ends of each share, in one sentence where they are of the same meetings. */
function facts(meetings: MeetingShift[]): string[] {
  const learning = ends(meetings, 'learning');
  const evidence = ends(meetings, 'evidence');
  const compared = ({ opening, closing }: NonNullable<typeof learning>) =>
    m.shift_lead_compared({
      opening: meetingsWords(opening.numbers),
      closing: meetingsWords(closing.numbers),
    });
  if (learning && evidence && compared(learning) === compared(evidence)) {
    const first = m.shift_lead_both({
      ...from(learning.opening),
      ...to(learning.closing),
      from2: percent(evidence.opening.count / evidence.opening.n),
      fromCount2: number(evidence.opening.count),
      fromN2: number(evidence.opening.n),
      to2: percent(evidence.closing.count / evidence.closing.n),
      toCount2: number(evidence.closing.count),
      toN2: number(evidence.closing.n),
    });
    return [first, compared(learning)];
  }
  return axes.flatMap((axis) => {
    const both = { learning, evidence }[axis];
    if (both) {
      const say = { learning: m.shift_lead_learning, evidence: m.shift_lead_evidence }[axis];
      return [say({ ...from(both.opening), ...to(both.closing) }), compared(both)];
    }
    const [only] = marked(meetings, axis);
    const share = only?.[axis];
    if (!only || !share) return [];
    const say = { learning: m.shift_lead_one_learning, evidence: m.shift_lead_one_evidence }[axis];
    return [say({ meeting: meetingsWords([only.number]), share: shareWords(share) })];
  });
}

/** The margin of what is clear; that the rest may be chance, or that so few cannot tell. */
function sureness(shift: Shift, verdicts: Record<Axis, Verdict>): string[] {
  const margins = axes.flatMap((axis) => {
    const found = shift[axis]?.found;
    if (!found || (verdicts[axis] !== 'up' && verdicts[axis] !== 'down')) return [];
    const say = { learning: m.shift_sure_learning, evidence: m.shift_sure_evidence }[axis];
    return [say({ points: points(found.perMeeting), low: points(found.low), high: points(found.high) })];
  });
  const some = (verdict: Verdict) => axes.some((axis) => verdicts[axis] === verdict);
  return [
    ...margins,
    ...(some('unclear') ? [m.shift_unsure({ people: number(shift.people) })] : []),
    ...(some('few_people') ? [m.shift_few_people()] : some('few_meetings') ? [m.shift_few_meetings()] : []),
  ];
}

function turn(meetings: MeetingShift[], axis: Axis, verdict: Verdict): string[] {
  const found = verdict === 'down' ? null : turnOf(meetings, axis);
  if (!found) return [];
  const say = { learning: m.shift_turn_learning, evidence: m.shift_turn_evidence }[axis];
  const { peak, last } = found;
  return [
    say({
      peak: percent(peak.share.estimate),
      number: number(peak.number),
      last: percent(last.share.estimate),
    }),
  ];
}
