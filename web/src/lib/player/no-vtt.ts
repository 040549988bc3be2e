/**
 * Stands in for `videojs-vtt.js`, with which video.js reads captions where a browser cannot; every browser can, and the
 * room draws them. It is not empty: video.js would look for it at an address of its maker's.
 */
export default { absent: true };
