/**
 * Where the picture is seen, in pixels of the page inside the box of the video, whose shape is another; and whether it
 * floats over other windows.
 */
export class Picture {
  left = $state(0);
  top = $state(0);
  width = $state(0);
  height = $state(0);
  floating = $state(false);
  #video: HTMLVideoElement | undefined;

  /** Follows a video in its box, until what is returned is called. */
  follow(box: HTMLElement, video: HTMLVideoElement) {
    this.#video = video;
    const measure = () => this.#measure(box, video);
    const sizes = new ResizeObserver(measure);
    sizes.observe(box);
    const gone = new AbortController();
    const listen = (type: string, act: () => void) =>
      video.addEventListener(type, act, { signal: gone.signal });
    listen('resize', measure);
    listen('loadedmetadata', measure);
    listen('enterpictureinpicture', () => (this.floating = true));
    listen('leavepictureinpicture', () => (this.floating = false));
    return () => {
      sizes.disconnect();
      gone.abort();
      this.floating = false;
      this.#video = undefined;
    };
  }

  /** Whether this browser lets a video float. */
  get floats() {
    return document.pictureInPictureEnabled;
  }

  async toggleFloating() {
    try {
      if (this.floating) await document.exitPictureInPicture();
      else await this.#video?.requestPictureInPicture();
    } catch {
      // There is no picture yet, or the browser was told not to: it stays where it is.
    }
  }

  #measure({ clientWidth, clientHeight }: HTMLElement, { videoWidth, videoHeight }: HTMLVideoElement) {
    if (videoWidth === 0) return;
    const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight);
    this.width = videoWidth * scale;
    this.height = videoHeight * scale;
    this.left = (clientWidth - this.width) / 2;
    this.top = (clientHeight - this.height) / 2;
  }
}
