// An animated PNG (APNG) out of screenshots: only what changed from one to the next is written.
import { crc32 } from "node:zlib";
import { PNG } from "pngjs";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function words(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

/** The smallest rectangle that holds every pixel in which two pictures differ; one pixel where there is none. */
function changed(before, after) {
  let [left, top, right, bottom] = [after.width, after.height, 0, 0];
  for (let y = 0, at = 0; y < after.height; y++) {
    for (let x = 0; x < after.width; x++, at += 4) {
      if (before.data.readUInt32BE(at) === after.data.readUInt32BE(at)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  return right === 0
    ? { x: 0, y: 0, width: 1, height: 1 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}

/** The compressed pixels of a rectangle of a picture, without alpha: screenshots have none. */
function pixelsOf(picture, { x, y, width, height }) {
  const part = new PNG({ width, height });
  PNG.bitblt(picture, part, x, y, width, height, 0, 0);
  const bytes = PNG.sync.write(part, { colorType: 2, deflateLevel: 9 });
  const data = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12)
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  return Buffer.concat(data);
}

/** `frames`: { png, milliseconds }, screenshots of one size. It plays for ever; where nothing plays it, the first one shows. */
export function animatedPng(frames) {
  const pictures = frames.map(({ png }) => PNG.sync.read(png));
  const [{ width, height }] = pictures;
  const header = Buffer.concat([words(width, height), Buffer.from([8, 2, 0, 0, 0])]);
  let sequence = 0;
  const parts = pictures.flatMap((picture, i) => {
    const area = i === 0 ? { x: 0, y: 0, width, height } : changed(pictures[i - 1], picture);
    const delay = Buffer.alloc(6); // milliseconds, of 1000; and: leave it there, draw over it
    delay.writeUInt16BE(frames[i].milliseconds);
    delay.writeUInt16BE(1000, 2);
    const control = chunk("fcTL", Buffer.concat([words(sequence++, area.width, area.height, area.x, area.y), delay]));
    const pixels = pixelsOf(picture, area);
    return [control, i === 0 ? chunk("IDAT", pixels) : chunk("fdAT", Buffer.concat([words(sequence++), pixels]))];
  });
  const count = chunk("acTL", words(frames.length, 0));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), count, ...parts, chunk("IEND", Buffer.alloc(0))]);
}
