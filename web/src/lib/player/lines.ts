/** Renditions are named by their short side, also when the phone was held upright; null for what has no picture. */
export function linesOf({ width, height }: { width?: number; height?: number }) {
  return width && height ? Math.min(width, height) : null;
}
