import './no-dynamic-style.ts';
import videojs from 'video.js';
import { Bandwidth } from './bandwidth.ts';
import { linesOf } from './lines.ts';

/** One rendition that the stream offers; switching `enabled` off keeps the player from choosing it. */
export type QualityLevel = { width?: number; height?: number; bitrate: number; enabled: boolean };
export type QualityLevels = ArrayLike<QualityLevel> & {
  selectedIndex: number;
  on(type: 'addqualitylevel' | 'removequalitylevel' | 'change', listener: () => void): void;
};

/** What is read of the part of video.js that plays HLS; it has no types of its own. Absent where the browser plays HLS. */
type Handler = {
  bandwidth: number;
  selectPlaylist: () => Variant | undefined;
  playlists: {
    main: { playlists: Variant[] };
    media(): { endList?: boolean; segments?: { duration: number }[] } | undefined;
    on(type: 'loadedplaylist', listener: () => void): void;
  };
  xhr: { onRequest(change: (request: Request) => Request): void };
  /** Not meant for others, but nothing else begins to fetch at once. */
  playlistController_: {
    load(): void;
    sourceUpdater_: { updating(): boolean };
    mainSegmentLoader_: Loader;
    audioSegmentLoader_: Loader;
  };
};
/** Fetches one kind of segments; the timeline is that of the last it took in, before the first -1. */
type Loader = { playlist_?: object; currentTimeline_: number };
type Variant = { attributes: { RESOLUTION?: { width: number; height: number } }; excludeUntil?: number };
type Request = { uri: string; headers?: { Range?: string } };
type Tech = {
  vhs?: Handler;
  on(type: 'retryplaylist', listener: () => void): void;
};

/** What video.js chooses by when nothing was asked for. */
const { Vhs } = videojs as unknown as {
  Vhs: { STANDARD_PLAYLIST_SELECTOR(this: Handler): Variant | undefined };
};

/**
 * video.js without any of its own buttons: it fetches and decodes, the room draws the rest. `asked` tells which
 * of the sharpnesses on offer is to be played, if one is; `onmeasured` is told what the link carries and what the least
 * sharp rendition needs, in bits per second.
 */
export function startEngine(
  video: HTMLVideoElement,
  asked: (lines: number[]) => number | null,
  onmeasured: (bandwidth: number, needed: number) => void,
) {
  const player = videojs(video, {
    controls: false,
    preload: 'auto',
    playsinline: true,
    children: ['mediaLoader'],
    userActions: { click: false, doubleClick: false, hotkeys: false },
    html5: {
      vhs: {
        // Safari plays HLS by itself, and better; everywhere else the same code plays it.
        overrideNative: !videojs.browser.IS_ANY_SAFARI,
        useDevicePixelRatio: true,
        // What is measured here is truer than the browser's belief about all its pages.
        useNetworkInformationApi: false,
        // In a stream that is still being made all that exists may be looked at: nothing of it will be rewritten.
        allowSeeksWithinUnsafeLiveWindow: true,
      },
      nativeAudioTracks: false,
      nativeVideoTracks: false,
    },
  });
  // An address that no longer answers is told in the room, not in the console.
  videojs.log.level('error');
  const { qualityLevels } = player as unknown as { qualityLevels(): QualityLevels };
  const levels = qualityLevels.call(player);
  // The argument tells video.js that one knows what one does.
  const tech = () => player.tech(true) as unknown as Tech;

  const link = new Bandwidth((bandwidth) => {
    const needed = Array.from(levels).map(({ bitrate }) => bitrate);
    if (needed.length > 0) onmeasured(bandwidth, Math.min(...needed));
  });
  player.on('dispose', () => link.close());
  // Told before the first playlist is asked for: on 'loadstart' the first choice has sometimes been made.
  player.on('xhr-hooks-ready', () => {
    const { vhs } = tech();
    if (!vhs) return;
    vhs.xhr.onRequest(apart);
    vhs.selectPlaylist = () => {
      vhs.bandwidth = link.careful;
      return askedOf(vhs.playlists.main.playlists, asked) ?? Vhs.STANDARD_PLAYLIST_SELECTOR.call(vhs);
    };
  });
  // Its own answer to the jump comes first.
  player.on('seeking', () => setTimeout(fetchAtOnce, 5, tech));

  return {
    player,
    levels,
    tech,
    /** Plays an address; `atMs` is where to begin, so that nothing before it is fetched. */
    load(src: string, atMs: number) {
      player.src({ src, type: 'application/x-mpegURL' });
      // Before anything is known of the video, the browser keeps this as the place to begin at.
      player.one('loadstart', () => (video.currentTime = atMs / 1000));
    },
    /** Calls back with how far a stream that is still being made goes, in ms; with null when it is whole. */
    onreach(listener: (reachMs: number | null) => void) {
      player.on('loadstart', () => {
        const { vhs } = tech();
        vhs?.playlists.on('loadedplaylist', () => {
          const media = vhs.playlists.media();
          if (!media) return;
          listener(media.endList ? null : Math.round(sum(media.segments ?? []) * 1000));
          // video.js would wait for the first press of "play", and show nothing until then.
          if (!media.endList) vhs.playlistController_.load();
        });
      });
      player.on('durationchange', () => {
        const seekable = player.seekable();
        if (!tech().vhs && player.duration() === Infinity && seekable.length > 0)
          listener(seekable.end(0) * 1000);
      });
    },
  };
}

/**
 * After a jump video.js empties its buffer, finds it busy with that, and looks again half a second later: it is told to
 * look as soon as the buffer is free. Not before its first segment is in: it would put the next one where what is left of
 * the old buffer ends, and all of the video seconds late.
 */
function fetchAtOnce(tech: () => Tech) {
  const { vhs } = tech() ?? {};
  if (!vhs?.playlists.media()?.endList) return;
  const controller = vhs.playlistController_;
  const loaders = [controller.mainSegmentLoader_, controller.audioSegmentLoader_];
  if (loaders.some((loader) => loader.playlist_ && loader.currentTimeline_ < 0)) return;
  if (controller.sourceUpdater_.updating()) setTimeout(fetchAtOnce, 5, tech);
  else controller.load();
}

/** The variant that was asked for, also for the very first segment; none while it is known not to play. */
function askedOf(variants: Variant[], asked: (lines: number[]) => number | null) {
  const lines = ({ attributes: { RESOLUTION } }: Variant) => RESOLUTION && linesOf(RESOLUTION);
  const line = asked(variants.flatMap((variant) => lines(variant) ?? []));
  const now = Date.now();
  return variants.find((variant) => lines(variant) === line && !((variant.excludeUntil ?? 0) > now));
}

/**
 * Gives each range of a file an address of its own. Chromium keeps all ranges of one address in one entry of its cache,
 * and at the next visit answers two of them, asked for at once, with nothing: a rendition that then seems to be empty.
 */
function apart(request: Request): Request {
  const range = request.headers?.Range;
  return range ? { ...request, uri: `${request.uri}?${range}` } : request;
}

export type Engine = ReturnType<typeof startEngine>;

const sum = (segments: { duration: number }[]) =>
  segments.reduce((total, { duration }) => total + duration, 0);
