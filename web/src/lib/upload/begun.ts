/** What was just put on its way: what another part of the same recording has in common with it, and where it ended. */
export type Begun = { title: string; grade: string; subject: string; endMs: number | null };
