import type { PictureName } from "../../src/protocol/picture";
import type { ViewElement } from "../heatmap";
import { describe } from "../page/drawing";
import type { Store } from "../store";
import { savePicture } from "./page-export";

/** The picture with lines and text that stay sharp. */
export const svg = savePicture("svg", pictureToSvg);

const SVG = "http://www.w3.org/2000/svg";

/** The cells stay an image inside the SVG; everything else is lines and text. */
function pictureToSvg(store: Store, name: PictureName, view: ViewElement): Uint8Array {
  const drawing = describe(store, name, view);
  const make = (tag: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement => {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  const { width, height } = drawing;
  const root = make("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": "system-ui, sans-serif",
  });
  root.append(make("rect", { width, height, fill: drawing.background }));
  for (const { canvas, ...place } of drawing.images) {
    const href = canvas.toDataURL("image/png");
    root.append(make("image", { ...place, href, preserveAspectRatio: "none", "image-rendering": "pixelated" }));
  }
  for (const box of drawing.boxes) root.append(make("rect", { ...box }));
  for (const { x, y, anchor, strong, text } of drawing.texts) {
    const font = strong ? { "font-size": 13, "font-weight": 600 } : { "font-size": 11, "font-weight": 400 };
    root.append(make("text", { x, y, "text-anchor": anchor, fill: drawing.foreground, ...font }, text));
  }
  return new TextEncoder().encode(new XMLSerializer().serializeToString(root));
}
