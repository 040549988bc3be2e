import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { club, meetings, people } from '../../../server/demo/content/club.ts';
import { episodes } from '../../../server/demo/content/episodes.ts';
import { commentContent, type CommentContent } from '../../../server/demo/content/shape.ts';

const folder = new URL('../../../server/demo/content/comments/', import.meta.url);
const said = meetings.map(({ number }) =>
  commentContent.array().parse(JSON.parse(readFileSync(new URL(`${number}.json`, folder), 'utf8'))),
);
const all = said.flat();
const teachers = people.filter(({ role }) => role === 'teacher').map(({ key }) => key);
const mediators = people.filter(({ role }) => role === 'mediator').map(({ key }) => key);
const ofTeachers = said.map((comments) => comments.filter(({ author }) => teachers.includes(author)));
const replies = all.flatMap((comment) => comment.replies ?? []);
const texts = [...all, ...replies].map(({ text }) => text);

function share(comments: CommentContent[], axis: 'what' | 'how'): number {
  const marked = comments.filter((comment) => comment[axis] !== null);
  const sought = axis === 'what' ? 'learning' : 'evidence';
  return marked.filter((comment) => comment[axis] === sought).length / marked.length;
}

const by = (author: string, comments: CommentContent[]) =>
  comments.filter((comment) => comment.author === author);

describe('the people, the episodes and the meetings of the demo club', () => {
  test('are one mediator and eight teachers of eight subjects, at addresses nobody can own', () => {
    expect(mediators).toHaveLength(1);
    expect(new Set(people.flatMap(({ subject }) => subject ?? [])).size).toBe(8);
    expect(teachers).toHaveLength(8);
    for (const { email } of people) expect(email).toMatch(/^[a-z]+@example\.org$/);
    expect(club.commonGoal).not.toBe('');
  });

  test('are ten short clips by eight owners, each looked at in one meeting', () => {
    expect(episodes).toHaveLength(10);
    expect(new Set(episodes.map(({ owner }) => owner))).toEqual(new Set(teachers));
    expect(meetings.flatMap((meeting) => meeting.episodes)).toEqual(episodes.map(({ key }) => key));
    for (const { durationMs } of episodes) {
      expect(durationMs).toBeGreaterThanOrEqual(20_000);
      expect(durationMs).toBeLessThanOrEqual(60_000);
    }
  });

  test('are eight meetings in order, on school days between March and December', () => {
    expect(meetings.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const dates = meetings.map(({ date }) => date);
    expect(dates.toSorted()).toEqual(dates);
    for (const date of dates) {
      expect(date).toMatch(/^2026-(0[3-9]|1[0-2])-\d\d$/);
      expect([1, 2, 3, 4, 5]).toContain(new Date(`${date}T12:00:00Z`).getUTCDay());
    }
  });
});

describe('what they said', () => {
  test('is some 400 comments, 38 to 57 of teachers in each meeting', () => {
    expect(all.length).toBeGreaterThan(380);
    expect(all.length).toBeLessThan(430);
    for (const comments of ofTeachers) {
      expect(comments.length).toBeGreaterThanOrEqual(38);
      expect(comments.length).toBeLessThanOrEqual(57);
    }
  });

  test('falls inside its clip, in a meeting that looks at the clip, by people of the club', () => {
    const known = people.map(({ key }) => key);
    for (const [i, comments] of said.entries())
      for (const { episode, author, atMs, endMs } of comments) {
        expect(meetings[i]?.episodes).toContain(episode);
        expect(known).toContain(author);
        const clip = episodes.find(({ key }) => key === episode);
        expect(atMs).toBeLessThan(clip?.durationMs ?? 0);
        if (endMs === undefined) continue;
        expect(endMs).toBeGreaterThan(atMs);
        expect(endMs).toBeLessThanOrEqual(clip?.durationMs ?? 0);
      }
    for (const { author } of replies) expect(known).toContain(author);
  });

  test('was never written twice', () => {
    const plain = texts.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\d]+/gu, ' ')
        .trim(),
    );
    expect(plain.filter((text, i) => plain.indexOf(text) !== i)).toEqual([]);
  });

  test('was said by everybody in every meeting, before, during and after it', () => {
    for (const comments of said) {
      const authors = new Set(comments.map(({ author }) => author));
      expect(people.filter(({ key }) => !authors.has(key))).toEqual([]);
      expect(new Set(comments.map(({ phase }) => phase)).size).toBe(3);
    }
  });

  test('names pupils by alias, E1 to E12', () => {
    for (const alias of texts.flatMap((text) => text.match(/\bE\d+\b/g) ?? []))
      expect(Number(alias.slice(1))).toSatisfy((n: number) => n >= 1 && n <= 12);
  });

  test('keeps the manner of the product: no exclamation marks, none of the words it avoids', () => {
    const avoided =
      /[¡!]|\b(anotaci[oó]n|anotaciones|c[oó]digos?|evidencias?|desempeños?|evaluar|evalúa|usuari[oa]s?|error|errores)\b/i;
    expect(texts.filter((text) => avoided.test(text))).toEqual([]);
  });
});

describe('what the mediator said', () => {
  const questions = [
    ...all.filter(({ author }) => mediators.includes(author)).map(({ text }) => text),
    ...replies.filter(({ author }) => mediators.includes(author)).map(({ text }) => text),
  ];

  test('asks, and values nothing', () => {
    const values =
      /(^|[^\p{L}])(bien|muy|buen[oa]s?|mejor(es)?|mal[oa]?s?|excelente|interesante|correct[oa]|lind[oa]|acierto|felicito|gracias)(?!\p{L})/iu;
    for (const text of questions) expect(text).toContain('?');
    expect(questions.filter((text) => values.test(text))).toEqual([]);
  });

  test('becomes less from meeting to meeting, while teachers answer each other more', () => {
    const count = (comments: CommentContent[], who: string[]) =>
      comments
        .flatMap((comment) => [comment, ...(comment.replies ?? [])])
        .filter(({ author }) => who.includes(author)).length;
    const mediated = said.map((comments) => count(comments, mediators));
    expect(mediated.toSorted((a, b) => b - a)).toEqual(mediated);
    expect(mediated.at(-1)).toBeLessThan((mediated[0] ?? 0) / 4);
    const answers = said.map((comments) =>
      count(
        comments.flatMap((comment) => (comment.replies ?? []) as CommentContent[]),
        teachers,
      ),
    );
    expect(answers.at(-1)).toBeGreaterThan(2 * (answers[0] ?? 0));
  });

  test('carries no mark', () => {
    const marked = all.filter(({ author, what, how }) => mediators.includes(author) && (what || how));
    expect(marked).toEqual([]);
  });
});

describe('the marks of the teachers', () => {
  const learning = ofTeachers.map((comments) => share(comments, 'what'));
  const evidence = ofTeachers.map((comments) => share(comments, 'how'));

  test('fill all four cells in every meeting', () => {
    for (const comments of ofTeachers)
      for (const what of ['teaching', 'learning'])
        for (const how of ['judgment', 'evidence'])
          expect(comments.filter((c) => c.what === what && c.how === how).length).toBeGreaterThanOrEqual(4);
  });

  test('go from about 27 % and 31 % to 58 % and 64 %, with a reversal at the fifth meeting', () => {
    expect(learning[0]).toBeCloseTo(0.27, 1);
    expect(evidence[0]).toBeCloseTo(0.31, 1);
    expect(learning[7]).toBeCloseTo(0.58, 1);
    expect(evidence[7]).toBeCloseTo(0.64, 1);
    for (const path of [learning, evidence]) {
      const steps = path.slice(1).map((value, i) => value > (path[i] ?? 1));
      expect(steps).toEqual([true, true, true, false, true, true, true]);
      expect(path[4]).toBeLessThan(path[2] ?? 0);
    }
  });

  test('leave about 6 % without any mark and a few with one', () => {
    const written = ofTeachers.flat();
    const none = written.filter(({ what, how }) => !what && !how).length / written.length;
    expect(none).toBeGreaterThan(0.05);
    expect(none).toBeLessThan(0.07);
    expect(written.filter(({ what, how }) => Boolean(what) !== Boolean(how)).length).toBeGreaterThan(5);
  });

  test('do not change for one teacher, and change at different speeds for the others', () => {
    const first = ofTeachers.slice(0, 2).flat();
    const last = ofTeachers.slice(-2).flat();
    const change = (who: string) =>
      share(by(who, last), 'how') -
      share(by(who, first), 'how') +
      share(by(who, last), 'what') -
      share(by(who, first), 'what');
    expect(change('jorge')).toBe(0);
    const others = teachers.filter((who) => who !== 'jorge').map(change);
    expect(Math.min(...others)).toBeGreaterThan(0.2);
    expect(Math.max(...others)).toBeGreaterThan(2 * Math.min(...others));
  });
});
