import { Random } from "../../arithmetic/random";
import { affineShapeOf } from "../../layout";
import type { Problem } from "../../problem";
import { sizeOf } from "../../tensor";
import type { SeparatingProbe } from "../probe/separating-probe";
import { LayerSets } from "./family/layer-sets";
import { layerBlindSpots } from "./layer-blind-spots";

const TRIES = 4;

/**
 * gamma, beta, dout and eps, drawn from a seed, that tell the mistakes of a layer apart: gamma of both signs, away from 1
 * and another in every entry, beta and the mean of dout away from 0, eps of the size of the smallest variance. x is replaced only where
 * it hides mistakes itself.
 */
export function separatingLayerProbe(problem: Problem, seed: number): SeparatingProbe {
  let best = draw(problem, seed, false);
  for (let i = 1; i < 2 * TRIES && best.blind.length > 0; i++) {
    const next = draw(problem, seed + i, i >= TRIES);
    if (weightOf(next) < weightOf(best)) best = next;
  }
  return best;
}

const weightOf = ({ blind }: SeparatingProbe): number => blind.reduce((sum, { ids }) => sum + ids.length, 0);

function draw(problem: Problem, seed: number, replaceX: boolean): SeparatingProbe {
  const random = new Random(seed);
  const sign = (): number => (random.below(2) ? 1 : -1);
  const entries = sizeOf(affineShapeOf(problem.layout));
  const size = problem.x.length;
  const gamma = Float64Array.from({ length: entries }, () => sign() * (1.25 + random.uniform()));
  const beta = Float64Array.from({ length: entries }, () => sign() * (0.25 + random.uniform()));
  const shift = sign() * (0.5 + random.uniform());
  const dout = Float64Array.from({ length: size }, () => shift + random.normal());
  const x = replaceX ? Float64Array.from({ length: size }, () => 1 + random.uniform() + random.normal()) : undefined;
  const variances = new LayerSets(x ? { ...problem, x } : problem)
    .all()
    .map(({ v }) => v)
    .filter((v) => v > 0 && Number.isFinite(v));
  const smallest = variances.reduce((least, v) => Math.min(least, v), Infinity);
  const least = problem.epsPlacement === "outside" ? Math.sqrt(smallest) : smallest; // what eps is added to
  const eps = Number.isFinite(least) ? least * (1.5 + random.uniform()) : 1e-3;
  const blind = layerBlindSpots({ ...problem, gamma, beta, dout, eps, x: x ?? problem.x });
  return { gamma, beta, dout, eps, ...(x ? { x } : {}), seed, blind };
}
