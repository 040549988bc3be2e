/**
 * Stands in for `mpd-parser`, which video.js imports to read DASH: we play HLS alone, and without it the room is 30 kB
 * lighter. Nothing of it is called for an HLS address.
 */
const absent = (): never => {
  throw new Error('DASH is not played here');
};

export {
  absent as addSidxSegmentsToPlaylist,
  absent as generateSidxKey,
  absent as parse,
  absent as parseUTCTiming,
};
