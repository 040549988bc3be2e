import { z } from 'zod';

export interface PersonContent {
  key: string;
  name: string;
  /** As the club shows it: "Ana R.". */
  shortName: string;
  email: string;
  role: 'teacher' | 'mediator';
  /** What the person teaches; null for the mediator. */
  subject: string | null;
}

export interface ClubContent {
  name: string;
  commonGoal: string;
}

/** How `drawClip` paints an episode. Colours are '#rrggbb'. */
export interface SceneContent {
  /** Decides who sits where, hair, and when somebody moves: the same seed, the same picture. */
  seed: number;
  place: 'classroom' | 'yard';
  wall: string;
  floor: string;
  board: string;
  clothes: string;
  uniform: string;
  pupils: number;
  teacherSide: 'left' | 'right';
  holding: 'pointer' | 'drum' | 'card' | 'strip' | 'letter' | 'ball';
  desk: 'strip' | 'book' | 'paint' | 'cards' | 'letter' | 'thermometer' | 'none';
  /** What is written on the board below the title, top to bottom. */
  chalk: string[];
}

export interface EpisodeContent {
  key: string;
  owner: string;
  title: string;
  grade: string;
  subject: string;
  /** Qué mirar: what the presenting teacher asks the club to look at. */
  lookFor: string;
  durationMs: number;
  scene: SceneContent;
}

export interface MeetingContent {
  number: number;
  /** A day of the 2026 school year (March to December): whoever places it shifts whole years. */
  date: string;
  title: string;
  episodes: string[];
}

const person = z.string().min(1);

export const commentContent = z.strictObject({
  episode: z.string().min(1),
  author: person,
  atMs: z.int().nonnegative(),
  endMs: z.int().positive().optional(),
  text: z.string().min(1),
  what: z.enum(['teaching', 'learning']).nullable(),
  how: z.enum(['judgment', 'evidence']).nullable(),
  phase: z.enum(['before', 'during', 'after']),
  replies: z.array(z.strictObject({ author: person, text: z.string().min(1) })).optional(),
});

export type CommentContent = z.infer<typeof commentContent>;
