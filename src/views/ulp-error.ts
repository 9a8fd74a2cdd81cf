import { ulp } from "../core/ulp";
import type { GradientName } from "../core/verdict";
import type { Known, Numbers } from "./view";

/** Errors of a candidate in units of the last place of the exact number, in the dtype by which it was judged. */
export function inUlp({ problem, exact, comparison }: Known, name: GradientName): Numbers | undefined {
  const given = problem.candidate?.[name];
  if (!given) return undefined;
  const { values } = given;
  const wanted = exact[name];
  const dtype = comparison?.tensors[name]?.dtype ?? given.dtype;
  return { at: (offset) => ulpsApart(values[offset] ?? NaN, wanted[offset] ?? NaN, dtype) };
}

/** 0 for numbers that are the same, NaN where one of them is none. */
function ulpsApart(value: number, exact: number, dtype: Parameters<typeof ulp>[1]): number {
  return value === exact ? 0 : Math.abs(value - exact) / ulp(exact, dtype);
}
