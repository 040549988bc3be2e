declare global {
  interface Window {
    VIDEOJS_NO_DYNAMIC_STYLE?: boolean;
  }
}

// Read by video.js while it loads: without it, it writes style elements, which our Content-Security-Policy refuses.
window.VIDEOJS_NO_DYNAMIC_STYLE = true;
