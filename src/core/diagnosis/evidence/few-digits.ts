import type { Candidate, Problem } from "../../problem";
import { longestDecimal, type Digits, type Numbers } from "../../printed-digits";
import type { Dtype } from "../../tensor";
import type { GradientName } from "../../verdict";
import type { GivenPrecision, PrintedInputs } from "./given-precision";
import { givenX } from "./kept-distance";

const FEW = 2; // significant digits

/**
 * What the inputs may have lost where all that is given has one or two digits: such numbers look the same whether they
 * were typed as they stand or cut off for print. Nothing is proven then by what the lost digits would do as well.
 */
export function withFewDigits(
  problem: Problem,
  candidate: Candidate,
  precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>,
): Readonly<Partial<Record<GradientName, GivenPrecision>>> {
  const given = [candidate.dx, candidate.dgamma, candidate.dbeta].flatMap((tensor) => tensor ?? []);
  const own = given.every(({ dtype }) => dtype === "float64")
    ? fewDigits(
        given.flatMap(({ values }) => Array.from(values)),
        "float64",
      )
    : undefined;
  const few = fewIn(problem);
  // Whole numbers were typed, and what stands beside them was, too.
  if (!own || !few.x || !few.dout) return precisions;
  const loose = Object.entries(precisions).map(([name, precision]) => {
    const inputs = { ...few, ...defined(precision.inputs ?? {}), shared: false };
    return [name, { ...precision, dtype: "float64", printed: own, inputs }];
  });
  return Object.fromEntries(loose) as typeof precisions;
}

function fewIn({ dtype, dout, doutSeed, gamma, beta, stated, ...problem }: Problem): PrintedInputs {
  const { x, kept } = problem;
  const parameter = (key: "gamma" | "beta", values: Float64Array): Digits | undefined =>
    stated.includes(key) ? fewDigits(values, "float64") : undefined;
  return {
    x: fewDigits(givenX({ x, kept }), dtype),
    dout: doutSeed === undefined ? fewDigits(dout, "float64") : undefined,
    gamma: parameter("gamma", gamma),
    beta: parameter("beta", beta),
  };
}

function fewDigits(values: Numbers, dtype: Dtype): Digits | undefined {
  const longest = longestDecimal(values, dtype);
  if (!longest || longest.count === 0 || longest.decimals === 0) return undefined;
  const { decimals, digits } = longest;
  return digits <= FEW || decimals === 1 ? { decimals, digits } : undefined;
}

function defined(inputs: PrintedInputs): PrintedInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, digits]) => digits !== undefined));
}
