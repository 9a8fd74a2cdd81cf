import type { PictureName } from "../../src/protocol/picture";
import type { ViewElement } from "../heatmap";
import { describe, FONT, STRONG } from "../page/drawing";
import type { Store } from "../store";
import { savePicture } from "./page-export";

/** The picture as it stands on the screen, at twice its size or more. */
export const png = savePicture("png", pictureToPng);

async function pictureToPng(store: Store, name: PictureName, view: ViewElement): Promise<Uint8Array> {
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
