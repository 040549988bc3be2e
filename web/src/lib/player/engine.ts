import './no-dynamic-style.ts';
import videojs from 'video.js';

/** One rendition that the stream offers; switching `enabled` off keeps the player from choosing it. */
export type QualityLevel = { height?: number; enabled: boolean };
export type QualityLevels = ArrayLike<QualityLevel> & {
  selectedIndex: number;
  on(type: 'addqualitylevel' | 'change', listener: () => void): void;
};

/** video.js without any of its own buttons: it fetches and decodes, the room draws the rest. */
export function startEngine(video: HTMLVideoElement) {
  const player = videojs(video, {
    controls: false,
    preload: 'auto',
    playsinline: true,
    children: ['mediaLoader'],
    userActions: { click: false, doubleClick: false, hotkeys: false },
    html5: {
      // Safari plays HLS by itself, and better; everywhere else the same code plays it.
      vhs: { overrideNative: !videojs.browser.IS_ANY_SAFARI, useDevicePixelRatio: true },
      nativeAudioTracks: false,
      nativeVideoTracks: false,
    },
  });
  // An address that no longer answers is told in the room, not in the console.
  videojs.log.level('error');
  const { qualityLevels } = player as unknown as { qualityLevels(): QualityLevels };
  return { player, levels: qualityLevels.call(player) };
}

export type Engine = ReturnType<typeof startEngine>;
