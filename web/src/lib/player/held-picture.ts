/**
 * Keeps the last picture of a video in view while another address of it is fetched, instead of a black flash; it goes
 * when the first new picture is there. `object-fit` is the stylesheet's.
 */
export class HeldPicture {
  #canvas: HTMLCanvasElement | undefined;

  hold(video: HTMLVideoElement) {
    this.release();
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return;
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    video.after(canvas);
    this.#canvas = canvas;
  }

  release() {
    this.#canvas?.remove();
    this.#canvas = undefined;
  }
}
