import { createContext } from 'svelte';

/** The meeting that the reader points at, in whichever chart; all of them show it. */
export class Chosen {
  /** Pressed: stays until pressed again. */
  meetingId = $state<string | null>(null);
  /** Under the pointer or with the focus. */
  pointedId = $state<string | null>(null);

  get shownId() {
    return this.pointedId ?? this.meetingId;
  }

  press(meetingId: string) {
    this.meetingId = this.meetingId === meetingId ? null : meetingId;
  }
}

export const [useChosen, provideChosen] = createContext<Chosen>();
