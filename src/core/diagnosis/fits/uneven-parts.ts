import type { Problem } from "../../problem";
import { listed } from "../wording";
import type { Convention } from "./conventions";
import { canHave } from "./setting";

const MOST_SAMPLES = 64; // beyond, parts of any size cannot be tried

/** Parts of the batch that are not of one size: batches of a size and a smaller last one, as even as can be, two of any. */
export function unevenParts(problem: Problem): Convention[] {
  const { layout, mode } = problem;
  const { samples, positions, axis } = layout;
  if (mode === "eval" || axis === 0 || samples > MOST_SAMPLES) return [];
  const counts = Array.from({ length: samples - 1 }, (_, i) => i + 1);
  const splits = [
    ...counts.map((size) => batches(samples, size)),
    ...counts.map((parts) => asEvenAsCanBe(samples, parts)),
    ...counts.map((first) => [first, samples - first]),
  ];
  const seen = new Set([problem.split.join()]);
  return splits
    .filter((split) => {
      const isNew = !seen.has(split.join()) && split.some((size) => size !== split[0]);
      seen.add(split.join());
      // A part of a single row would have a dx of 0.
      return isNew && split.every((size) => size * positions > 1);
    })
    .map((split) => splitInto(split))
    .filter(({ setting }) => canHave(problem, setting));
}

/** Parts of these many samples. Where each is one sample, a channel's statistics are those of instance norm. */
export function splitInto(split: readonly number[], words = wordsOf(split)): Convention {
  const isEach = split.length > 1 && split.every((size) => size === 1);
  if (isEach) return { setting: { split }, set: { norm: "instance" }, words: "for instance norm" };
  return { setting: { split }, set: { split }, words };
}

/** As a loader cuts a set: all of a size but the last. */
function batches(samples: number, size: number): number[] {
  return Array.from({ length: Math.ceil(samples / size) }, (_, i) => Math.min(size, samples - i * size));
}

/** As np.array_split cuts: the first ones have one more. */
function asEvenAsCanBe(samples: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => Math.floor(samples / parts) + Number(i < samples % parts));
}

function wordsOf(split: readonly number[]): string {
  const sizes = split.length > 6 ? `${split.slice(0, 5).join(", ")}, ...` : listed(split.map(String));
  return `for statistics of ${split.length} parts of the batch, of ${sizes} samples`;
}
