// Packs a VSIX again, as small as deflate can be: vsce's own packing is 4 % larger. Names, order and contents stay.
//   node scripts/repack.mjs FILE.vsix
import { readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { deflateAsync } from "@gfx/zopfli";
import { unzipSync, Zip } from "fflate";

/** How often zopfli looks again: 15, its own number, takes three times as long for another 0.1 %. */
const ROUNDS = { numiterations: 5 };
const DEFLATE = 8;

/** The same archive with every entry deflated by zopfli. */
export async function repacked(archive) {
  const chunks = [];
  let failure;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    if (chunk) chunks.push(chunk);
  });
  for (const [filename, contents] of Object.entries(unzipSync(archive))) {
    const entry = { filename, size: contents.length, crc: crc32(contents), compression: DEFLATE };
    zip.add(entry);
    entry.ondata(null, await deflateAsync(contents, ROUNDS), true);
  }
  zip.end();
  if (failure) throw failure;
  return Buffer.concat(chunks);
}

if (process.argv[1] === import.meta.filename) {
  const [, , file] = process.argv;
  writeFileSync(file, await repacked(readFileSync(file)));
}
