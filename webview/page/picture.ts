import type { PictureName } from "../../src/protocol";
import type { LinkedViewsElement, ViewElement } from "../heatmap";
import type { Store } from "../store";
import { describe, FONT, STRONG } from "./drawing";

/** The picture that an export takes: the active one where it is on screen, else the first that is. */
export function exportable(
  store: Store,
  views: LinkedViewsElement | null,
): { name: PictureName; view: ViewElement } | null {
  for (const name of [store.active.peek(), ...store.views.peek()]) {
    const view = views?.viewOf(name);
    if (view) return { name, view };
  }
  return null;
}

export async function pictureToPng(store: Store, name: PictureName, view: ViewElement): Promise<Uint8Array> {
  const drawing = describe(store, name, view);
  const ratio = Math.max(2, devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawing.width * ratio);
  canvas.height = Math.round(drawing.height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("expected a 2d context, got none");
  context.scale(ratio, ratio);
  context.fillStyle = drawing.background;
  context.fillRect(0, 0, drawing.width, drawing.height);
  context.imageSmoothingEnabled = false;
  for (const image of drawing.images) context.drawImage(image.canvas, image.x, image.y, image.width, image.height);
  for (const box of drawing.boxes) {
    context.fillStyle = box.fill;
    context.fillRect(box.x, box.y, box.width, box.height);
  }
  context.fillStyle = drawing.foreground;
  for (const text of drawing.texts) {
    context.font = text.strong ? STRONG : FONT;
    context.textAlign = text.anchor === "middle" ? "center" : text.anchor;
    context.fillText(text.text, text.x, text.y);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("expected a PNG from the canvas, got none");
  return new Uint8Array(await blob.arrayBuffer());
}

const SVG = "http://www.w3.org/2000/svg";

/** The cells stay an image inside the SVG; everything else is lines and text. */
export function pictureToSvg(store: Store, name: PictureName, view: ViewElement): Uint8Array {
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
