import { aside, because } from "../../reason";
import { isOpen, openWords } from "../fits/open-keys";
import { listed } from "../wording";
import type { Candidate } from "../../problem";
import { namesOf, type Case, type Finding } from "./case";
import type { JudgedTensor } from "./verdict-text";

/** Whether every cell of dx is exactly 0. */
export function isZero({ candidate }: Pick<Case, "candidate">): boolean {
  return candidate.dx?.values.every((value) => value === 0) ?? false;
}

/** dx is exactly 0, which it would be with a gamma of 0, behind a closed ReLU or for a constant dout: doubtful where open. */
export function zeroThatMayBe(seen: Case): Finding | undefined {
  const { problem, candidate, off, agreements } = seen;
  if (!isZero(seen) || !namesOf(off).includes("dx")) return undefined;
  const uncomputed = "it was never computed, was set to 0 before it was read, or x was detached from the graph";
  if (isOpen(problem, "gamma") && off.length === 1) {
    const rest = `; with any other gamma ${uncomputed}; ${openWords(problem, ["gamma"])}`;
    const right = "dx is exactly 0 in every cell, which is right with gamma = 0 alone";
    return { verdict: "doubtful", why: because("open", ["dx"], right, aside(" (as some layers begin)"), rest) };
  }
  if (isClosed(seen)) {
    const keys = ["beta", ...(problem.activation === "relu" ? [] : ["activation"])];
    const are = agreements.length === 1 ? "is" : "are";
    const text = `${listed(namesOf(agreements))} ${are} exactly 0 in every cell, which is right where beta keeps a ReLU closed in all of them; with any other ${uncomputed}; ${openWords(problem, keys)}`;
    return { verdict: "doubtful", why: because("open", namesOf(agreements), text) };
  }
  if (problem.doutSeed === undefined || !isOpen(problem, "dout") || !isOpen(problem, "doutSeed")) return undefined;
  const zero = agreements
    .map(({ name }) => name)
    .filter((name) => candidate[name]?.values.every((value) => value === 0));
  const given = `; ${openWords(problem, ["dout"])}`;
  const words =
    zero.length === 1
      ? [
          "dx is exactly 0 in every cell: unless dout is the same in every row",
          aside(" (for the loss sum of out it is 1)"),
          `, ${uncomputed}${given}`,
        ]
      : [
          `${listed(zero)} are exactly 0 in every cell: unless dout is 0, nothing was computed, or the gradients were set to 0 before they were read${given}`,
        ];
  return { verdict: "doubtful", why: because("open", zero, ...words) };
}

/**
 * Whether all that was given may have come through a ReLU with a beta that lets nothing pass: the one that the problem
 * has, or one where nothing is said of what stands behind xhat. Where gamma is said and no ReLU is, there is none, and
 * zeros were never computed.
 */
function isClosed({ problem, candidate, agreements }: Case): boolean {
  const isUntold = isOpen(problem, "activation") && isOpen(problem, "gamma");
  if ((problem.activation !== "relu" && !isUntold) || !isOpen(problem, "beta")) return false;
  return agreements.every(({ name }) => candidate[name]?.values.every((value) => value === 0) ?? true);
}

/**
 * dx is exactly 0, and the right one is what is left of terms a thousand times as large that cancel (sets of two, RMS norm
 * of one element): few digits and short arithmetic leave 0 of it, as a backward without eps does. Nobody can tell.
 */
export function zeroOfLittle(
  candidate: Candidate,
  agreements: readonly JudgedTensor[],
): Pick<Finding, "verdict" | "why"> | undefined {
  const dx = agreements.find(({ name }) => name === "dx")?.agreement.checked;
  // Of a 0 the error is below 1 where the right value is below the floor of what it is held against.
  if (!dx || !isZero({ candidate }) || dx.agreeing === dx.cells || !(dx.maxRelativeError < 1)) return undefined;
  if (agreements.some(({ name, agreement }) => name !== "dx" && agreement.checked.wrong > 0)) return undefined;
  const text =
    "dx is exactly 0 in every cell, and the right one is less than a thousandth of the terms that cancel in it: few digits and short arithmetic leave 0 of it; give dx with all its digits";
  return { verdict: "doubtful", why: because("careless", ["dx"], text) };
}
