/** Size of a box in device pixels and CSS pixels. */
export interface Box {
  readonly width: number; // CSS pixels
  readonly height: number;
  readonly deviceWidth: number;
  readonly deviceHeight: number;
}

/**
 * Tells the size of an element in whole device pixels, as the browser has laid it out: at fractional ratios this is the
 * only way to a canvas that is not resampled.
 */
export function observeBox(element: Element, changed: (box: Box) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    const newest = entries.at(-1);
    const [size] = newest?.contentBoxSize ?? [];
    if (!size) return; // nothing was laid out
    const device = newest?.devicePixelContentBoxSize?.[0];
    const { inlineSize, blockSize } = size;
    changed({
      width: inlineSize,
      height: blockSize,
      deviceWidth: device?.inlineSize ?? Math.round(inlineSize * devicePixelRatio),
      deviceHeight: device?.blockSize ?? Math.round(blockSize * devicePixelRatio),
    });
  });
  observer.observe(element, { box: "device-pixel-content-box" });
  return () => observer.disconnect();
}

/** Edge of a cell in device pixels: where the picture changes from one cell to the next. */
export function edgeOf(cell: number, start: number, extent: number, pixels: number): number {
  // The first pixel whose centre is beyond the edge, by the picture's own sum: another one rounds otherwise.
  let edge = Math.ceil(((cell - start) / extent) * pixels - 0.5);
  if (cellAtPixel(edge - 1, start, extent, pixels) >= cell) edge--;
  else if (cellAtPixel(edge, start, extent, pixels) < cell) edge++;
  return edge;
}

/** Cell at a pixel's centre. */
export function cellAtPixel(pixel: number, start: number, extent: number, pixels: number): number {
  return Math.floor(start + ((pixel + 0.5) * extent) / pixels);
}
