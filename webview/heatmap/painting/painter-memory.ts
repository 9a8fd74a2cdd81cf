import { bindColourPixels, type ColourPixelsKernel } from "../../../build/kernel/colour-pixels";
import base64 from "../../../build/kernel/colour-pixels.wasm";
import { fromBase64 } from "../../../src/encoding/base64";
import { TILE } from "../../../src/protocol/picture";

/** Numbers of a tile, or a table of colours. */
export type Source = Float32Array | Uint32Array;

/** The memory is given out in pieces that hold a tile, or the table of a curved map. */
const PIECE = 4 * TILE * TILE; // bytes
const PAGE = 65536;
/** So many pieces are made ready beyond what is needed: tiles of two levels of detail, while pictures wait for the first. */
const AHEAD = 32;

// One memory for all pictures of the page: each takes 10 GB of addresses, of which a browser gives out 1 TB.
const memory = new WebAssembly.Memory({ initial: 1 });
const taken: boolean[] = []; // by piece
const copies = new Map<Source, number>(); // address by original
let kernel: ColourPixelsKernel | undefined;

/** The kernel, compiled for the first picture. */
export function colourPixelsKernel(): ColourPixelsKernel {
  kernel ??= bindColourPixels(
    new WebAssembly.Instance(new WebAssembly.Module(fromBase64(base64)), { env: { memory } }).exports,
  );
  return kernel;
}

/** Takes so many bytes, whatever they hold. Views of the memory are void from then on. */
export function take(count: number): number {
  const pieces = Math.ceil(count / PIECE);
  let first = 0;
  for (let i = 0; i < first + pieces; i++) if (taken[i]) first = i + 1;
  for (let i = first; i < first + pieces; i++) taken[i] = true;
  const { byteLength } = memory.buffer;
  if ((first + pieces) * PIECE > byteLength) {
    memory.grow(((pieces + AHEAD) * PIECE) / PAGE);
    // Pages that are touched for the first time make a copy of a tile five times as slow.
    uint32View(byteLength).fill(0);
  }
  return first * PIECE;
}

/** Gives bytes back. */
export function give(at: number, count: number): void {
  taken.fill(false, at / PIECE, Math.ceil((at + count) / PIECE));
}

/** A view of what lies in the memory, to its end without a count. */
export function uint32View(at: number, count?: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(memory.buffer, at, count);
}

/** Address of a copy of an array of at most one piece, made when it is first asked for. */
export function addressOf(array: Source): number {
  let at = copies.get(array);
  if (at === undefined) {
    at = take(1);
    uint32View(at).set(new Uint32Array(array.buffer, array.byteOffset, array.length));
    copies.set(array, at);
  }
  return at;
}

/** Gives the copy of an array back that is needed no more. */
export function release(array: Source): void {
  const at = copies.get(array);
  if (at !== undefined && copies.delete(array)) give(at, 1);
}
