/** How long a frame of a video lasts, in milliseconds, learned while it plays: the contract does not say. */
export class FrameClock {
  /** 25 frames a second until better is known. */
  frameMs = 40;
  readonly #video: HTMLVideoElement;
  #handle = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    if ('requestVideoFrameCallback' in video) this.#watch();
  }

  close() {
    if (this.#handle) this.#video.cancelVideoFrameCallback(this.#handle);
  }

  #watch(before?: VideoFrameCallbackMetadata) {
    this.#handle = this.#video.requestVideoFrameCallback((_now, frame) => {
      const frames = frame.presentedFrames - (before?.presentedFrames ?? frame.presentedFrames);
      const ms = ((frame.mediaTime - (before?.mediaTime ?? 0)) * 1000) / frames;
      // Neighbours only: after a jump or a dropped frame the difference says nothing.
      if (frames === 1 && ms >= 1000 / 120 && ms <= 1000 / 8) this.frameMs = ms;
      this.#watch(frame);
    });
  }
}
