import { createContext } from 'svelte';

/** The numbers of the first and the last meeting of the page, so that small charts of different people are of one width. */
export const [useFrame, provideFrame] = createContext<() => { first: number; last: number }>();
