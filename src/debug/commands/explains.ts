import { DEFAULT_AXIS } from "../../core/layout";
import { itemAt } from "../../core/item-at";
import { sizeOf, type Values } from "../../core/tensor";
import type { NamedDescription, Reader, ReadOptions } from "../readers/reader";
import type { Target } from "../session/dap-session";
import { leafOf } from "./leaf-of";
import { usualFor } from "./usual-names";

/** What a batch norm makes of x: x scaled and shifted in each channel. */
const MADE_OF_X =
  /^(x_?hat|x_?h|x_?norm(ed|alized|alised)?|norm(ed|alized|alised)?|x_?n|out|outputs?|y|x_?mu|x_?c|x_?cent(er|re)d|cent(er|re)d)$/i;
const INTEGERS = /int|long|bool/i;
const MOST_TENSORS = 16;
const BYTES = 2 ** 16; // of each, so that at most 1 MiB is read
/** Values in a channel that any line goes through or nearly so tell nothing. */
const FEWEST = 4;
/** 1 - r^2 up to which one tensor is another one scaled and shifted: bfloat16 rounds by 2^-9. */
const ROUNDING = 1e-4;

/** The list, with a mark at each tensor whose first numbers show that xhat or out is made of it. */
export async function markExplaining(
  reader: Reader,
  frame: Omit<Target, "expression">,
  list: readonly NamedDescription[],
  options: ReadOptions,
): Promise<readonly NamedDescription[]> {
  const wanted = comparable(list);
  if (wanted.length < 2 || !reader.readBeginnings) return list;
  const expressions = wanted.map(({ expression }) => expression);
  const read = await reader.readBeginnings(frame, expressions, BYTES, options);
  return read.ok ? withMarks(list, new Map(expressions.map((one, n) => [one, read.value[n] ?? null]))) : list;
}

/** The tensors that may be made of one another: of the shape of one with a name such as xhat, the named ones first. */
function comparable(list: readonly NamedDescription[]): readonly NamedDescription[] {
  const floats = list.filter(({ description: { shape, dtype, kind }, isOfModule }) => {
    const isBatch = shape !== null && shape.length >= 2 && shape.length <= 5;
    return kind === "tensor" && isBatch && !isOfModule && !INTEGERS.test(dtype);
  });
  const made = floats.filter(isMade);
  const shapes = made.map(({ description }) => String(description.shape));
  const others = floats.filter((entry) => !isMade(entry) && shapes.includes(String(entry.description.shape)));
  return others.length === 0 ? [] : [...made.slice(0, MOST_TENSORS / 2), ...others].slice(0, MOST_TENSORS);
}

function isMade({ expression }: NamedDescription): boolean {
  return MADE_OF_X.test(leafOf(expression));
}

/** `numbers` are the first ones of each tensor, by its expression. */
export function withMarks(
  list: readonly NamedDescription[],
  numbers: ReadonlyMap<string, Values | null>,
): readonly NamedDescription[] {
  const made = list.filter((entry) => isMade(entry) && numbers.get(entry.expression));
  return list.map((entry) => {
    const own = numbers.get(entry.expression);
    if (!own || isMade(entry) || usualFor(leafOf(entry.expression)) === "another part") return entry;
    const explained = made.find(({ expression, description }) => {
      const others = numbers.get(expression);
      const isAlike = String(description.shape) === String(entry.description.shape);
      return others && isAlike && isScaled(own, others, description.shape ?? []);
    });
    return explained ? { ...entry, explains: explained.expression } : entry;
  });
}

/** Whether in each channel, on axis 1 or on the last one, the second tensor is the first one scaled and shifted. */
function isScaled(one: Values, other: Values, shape: readonly number[]): boolean {
  return [...new Set([DEFAULT_AXIS, shape.length - 1])].some((axis) => isScaledAlong(one, other, shape, axis));
}

function isScaledAlong(one: Values, other: Values, shape: readonly number[], axis: number): boolean {
  const channels = itemAt(shape, axis);
  const stride = sizeOf(shape.slice(axis + 1));
  const length = Math.min(one.length, other.length);
  const byChannel = new Map<number, [number, number][]>();
  for (let i = 0; i < length; i++) {
    const channel = Math.floor(i / stride) % channels;
    const pairs = byChannel.get(channel) ?? [];
    byChannel.set(channel, pairs);
    pairs.push([itemAt(one, i), itemAt(other, i)]);
  }
  const told = [...byChannel.values()].filter((pairs) => pairs.length >= FEWEST).map(unexplained);
  const varied = told.filter((share) => !Number.isNaN(share));
  return varied.length > 0 && varied.every((share) => share <= ROUNDING);
}

/** The share of the second values' variance that no line through the first ones gives. NaN where either is constant. */
function unexplained(pairs: readonly (readonly [number, number])[]): number {
  const count = pairs.length;
  const meanOne = pairs.reduce((sum, [a]) => sum + a, 0) / count;
  const meanOther = pairs.reduce((sum, [, b]) => sum + b, 0) / count;
  let [aa, ab, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    aa += (a - meanOne) ** 2;
    ab += (a - meanOne) * (b - meanOther);
    bb += (b - meanOther) ** 2;
  }
  return 1 - ab ** 2 / (aa * bb);
}
