import { float16ToNumber } from "../half";

/** The numbers that patterns of float16 stand for, by a table: there are 65,536. */
export function float16sToNumbers(patterns: Uint16Array): Float32Array<ArrayBuffer> {
  const table = (float16s ??= Float32Array.from({ length: 65536 }, (_, bits) => float16ToNumber(bits)));
  const numbers = new Float32Array(patterns.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = table[patterns[i]];
  return numbers;
}
let float16s: Float32Array | undefined; // made when first needed

/** The numbers that patterns of bfloat16 stand for. */
export function bfloat16sToNumbers(patterns: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(patterns.length);
  for (let i = 0; i < bits.length; i++) bits[i] = patterns[i] << 16;
  return new Float32Array(bits.buffer);
}
