import type { Values } from "../../../tensor";
import { sumOfProducts } from "../../../arithmetic/sum-of-products";
import { numberAt } from "../../../item-at";
import { short } from "../../wording";
import { causeOf, isAs, valuesOf, type Cause, type CauseDescription, type Evidence } from "./cause";

/** What the .grad of an x that is used twice may hold beside dx. */
interface Added {
  readonly id: string;
  readonly title: (times: string, factor: number) => string;
  readonly values: (e: Evidence) => Values; // (N,D)
  /** "plus dout: ..." for a factor in words, "0.5 * " or "". */
  readonly text: (times: string, factor: number) => string;
  readonly written: (times: string) => string;
  readonly code: CauseDescription["code"];
}

const DOUT: Added = {
  id: "residual-added",
  title: (times) => `${times}dout added`,
  values: ({ s }) => s.problem.dout,
  text: (times) =>
    `dx is the right one plus ${times}dout: x is used twice, by the batch norm and by a residual connection, and x.grad holds the gradients of both.`,
  written: (times) => `dx = gamma * r * (dout - gbar - xhat * c) + ${times}dout`,
  code: {
    numpy: "dx = batchnorm_backward(dout, cache) + dout  # compare the first summand alone",
    pytorch: "y = x + bn(x); y.backward(dout); x.grad  # take torch.autograd.grad of bn's own input, a clone of x",
    typescript: "dx[i] += dout[i]; // the share of the residual connection: compare dx before it",
  },
};

const X: Added = {
  id: "penalty-added",
  title: (times) => `${times}x added`,
  values: ({ s }) => s.problem.x,
  text: (times, factor) =>
    `dx is the right one plus ${times}x: the loss has a penalty on x itself, ${short(factor / 2)} * sum(x^2), and x.grad holds its gradient as well.`,
  written: (times) => `dx = gamma * r * (dout - gbar - xhat * c) + ${times}x`,
  code: {
    numpy: "dx += penalty * x  # compare dx before it",
    pytorch: "loss = criterion(bn(x)) + penalty * x.pow(2).sum()  # compare the gradient of the first summand",
    typescript: "dx[i] += penalty * x[i]; // compare dx before it",
  },
};

const ONE: Added = {
  id: "constant-added",
  title: (_, factor) => `${short(factor)} added to every cell`,
  values: ({ s }) => new Float64Array(s.rows * s.D).fill(1),
  text: (_, factor) =>
    `dx is the right one plus ${short(factor)} in every cell: the loss has the sum (or the mean) of x itself, and x.grad holds its gradient as well.`,
  written: (times) => `dx = gamma * r * (dout - gbar - xhat * c) + ${times.replace(" * ", "")}`,
  code: {
    numpy: "dx += 1.0 / x.size  # compare dx before it",
    pytorch: "loss = criterion(bn(x)) + x.mean()  # compare the gradient of the first summand",
    typescript: "dx[i] += weight; // compare dx before it",
  },
};

/** x is used by a residual connection as well, and its .grad holds both shares. */
export const residualAdded: Cause = (e) => added(e, DOUT, 1);

/** The same with a factor; a penalty on x; a constant. With a single column a formula may do as much. */
export const somethingAdded: Cause = (e) => {
  if (e.s.D < 2 || !e.off.includes("dx")) return undefined;
  for (const what of [DOUT, X, ONE]) {
    for (const factor of factorsOf(e, what.values(e))) {
      const found = factor === 0 ? undefined : added(e, what, factor);
      if (found) return found;
    }
  }
  return undefined;
};

function added(e: Evidence, { id, title, values, text, written, code }: Added, factor: number): ReturnType<Cause> {
  if (!e.off.includes("dx")) return undefined;
  const more = values(e);
  if (!isAs(e, "dx", e.gradients.dx.map((value, i) => value + factor * numberAt(more, i)))) return undefined; // prettier-ignore
  const times = factor === 1 ? "" : `${short(factor)} * `;
  return causeOf(e, ["dx"], {
    id,
    title: title(times, factor),
    text: text(times, factor),
    written: () => written(times),
    code,
  });
}

/** How many times this is added, the roundest number first. */
function factorsOf(e: Evidence, values: Values): number[] {
  const given = valuesOf(e, "dx");
  const more = e.gradients.dx.map((value, i) => numberAt(given, i) - value);
  const factor = sumOfProducts(more, values) / sumOfProducts(values, values);
  return Number.isFinite(factor) ? [Number(factor.toPrecision(2)), Number(factor.toPrecision(4)), factor] : [];
}
