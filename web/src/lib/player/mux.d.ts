/** mux.js has no types of its own. */
declare module 'mux.js/lib/mp4/probe.js' {
  const probe: {
    /** What the header of a fragmented MP4 file declares. */
    tracks(init: Uint8Array): { id: number; type: string; codec: string; timescale: number }[];
    /** When the earliest track of a fragment begins, in seconds; `timescales` by the track's id. */
    startTime(timescales: Record<number, number>, fragment: Uint8Array): number;
  };
  export default probe;
}
