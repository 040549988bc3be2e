/** The address alone tells that the video engine, the largest part of the room, will be needed: it need not wait its turn. */
export function init() {
  if (/^\/clubs\/[^/]+\/episodes\/[^/]+\/?$/.test(location.pathname)) void import('#lib/player/engine.ts');
}
