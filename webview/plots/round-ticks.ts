/**
 * About `count` round numbers from `low` to `high`, at steps of 1, 2 or 5 times a power of ten. Below 1 they are quotients
 * of whole numbers: 3 * 0.1 is not 0.3, but 3 / 10 is.
 */
export function roundTicks(low: number, high: number, count: number): number[] {
  if (low === high) return [low];
  const step = (high - low) / count;
  const power = Math.floor(Math.log10(step));
  const over = step / 10 ** power;
  const factor = over >= Math.sqrt(50) ? 10 : over >= Math.sqrt(10) ? 5 : over >= Math.sqrt(2) ? 2 : 1;
  const value: (i: number) => number =
    power < 0 ? (i) => i / (10 ** -power / factor) : (i) => i * (10 ** power * factor);
  // Counted, not compared: beyond 2^53 a next whole number is the same one.
  const first = Math.ceil(low / value(1)) - 1;
  const places = Array.from({ length: Math.ceil(high / value(1)) - first + 1 }, (_, i) => value(first + i));
  return places.filter((place) => place >= low && place <= high);
}
