import { gammaVaries } from "../../../../batchnorm/affine";
import { numberAt } from "../../../../item-at";
import { known } from "../known";
import { leadingOf } from "../leading";
import { ofAll, type LayerMistake } from "../layer-mistake";
import { sumOf, type LayerSets, type SetView } from "../layer-sets";

const DGAMMA = "dgamma = sum(dout * xhat) over every element that the entry of gamma acts on";
const DBETA = "dbeta = sum(dout) over every element that the entry of beta acts on";

const dgammaOf = (s: LayerSets, of: (set: SetView, i: number) => number): Float64Array =>
  s.overEntries((set, i) => numberAt(set.g, i) * of(set, i));
const dgamma = (s: LayerSets): Float64Array => dgammaOf(s, ({ xhat }, i) => numberAt(xhat, i));
const dbeta = (s: LayerSets): Float64Array => dgammaOf(s, () => 1);
/** How many elements each entry of gamma acts on; of all entries it is the same. */
const shared = (s: LayerSets): number => s.problem.x.length / s.entries;
const isShared = (s: LayerSets): boolean => shared(s) > 1;

/** Sums that end too early: one sample or set before the last, or half way. */
function beginnings(s: LayerSets, of: (set: SetView, i: number) => number): Float64Array[] {
  const samples = leadingOf(s.problem);
  const sets = { count: s.count, of: (k: number): number => k };
  return [samples, ...(samples.count === s.count ? [] : [sets])].flatMap((loop) => {
    const ends = new Set([loop.count - 1, Math.floor(loop.count / 2)]);
    return [...ends].filter((to) => to > 0).map((to) => s.overEntries(of, (k) => loop.of(k) < to));
  });
}

/** dgamma and dbeta by themselves. */
export const ofAffine: readonly LayerMistake[] = [
  known("dgamma-uses-x", {
    written: "dgamma = sum(dout * x)",
    correct: DGAMMA,
    applies: ofAll,
    dgamma: (s) => [dgammaOf(s, ({ x }, i) => numberAt(x, i))],
  }),
  known("dgamma-centred-not-scaled", {
    written: "dgamma = sum(dout * (x - mu))",
    correct: DGAMMA,
    applies: ({ norm }) => norm !== "rms",
    dgamma: (s) => [dgammaOf(s, ({ xhat, r }, i) => numberAt(xhat, i) / r)],
  }),
  known("dgamma-times-root", {
    written: "dgamma = sum(dout * (x - mu)) * sqrt(v + eps)",
    correct: DGAMMA,
    applies: ofAll,
    dgamma: (s) => [dgammaOf(s, ({ xhat, r }, i) => numberAt(xhat, i) / r ** 2)],
  }),
  known("dgamma-uses-dxhat", {
    written: "dgamma = sum(gamma * dout * xhat)",
    correct: DGAMMA,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dgamma: (s) => [dgammaOf(s, ({ xhat, gamma }, i) => numberAt(gamma, i) * numberAt(xhat, i))],
  }),
  known("dgamma-uses-out", {
    written: "dgamma = sum(dout * out)",
    correct: DGAMMA,
    applies: ofAll,
    hiddenBy: ["gamma is 1", "beta is 0"],
    dgamma: (s) => [dgammaOf(s, ({ y }, i) => numberAt(y, i))],
  }),
  known("dgamma-mean", {
    written: "dgamma = mean(dout * xhat)",
    correct: DGAMMA,
    applies: ofAll,
    hiddenBy: ["one set"],
    dgamma: (s) => (isShared(s) ? [dgamma(s).map((value) => value / shared(s))] : []),
  }),
  known("dgamma-dout-ignored", {
    sentence: "dgamma is the sum of xhat alone: dout is not multiplied.",
    written: "dgamma = sum(xhat)",
    correct: DGAMMA,
    // Where an entry of gamma acts on whole centred sets, xhat sums to 0: that is dgamma-zero.
    applies: ({ norm, layout }) => norm === "rms" || gammaVaries(layout),
    dgamma: (s) => [s.overEntries(({ xhat }, i) => numberAt(xhat, i))],
  }),
  known("dgamma-dbeta-swapped", {
    written: "dgamma = sum(dout),  dbeta = sum(dout * xhat)",
    correct: `${DGAMMA};  ${DBETA}`,
    applies: ofAll,
    dgamma: (s) => [dbeta(s)],
    dbeta: (s) => [dgamma(s)],
  }),
  known("dbeta-mean", {
    written: "dbeta = mean(dout)",
    correct: DBETA,
    applies: ofAll,
    hiddenBy: ["one set"],
    dbeta: (s) => (isShared(s) ? [dbeta(s).map((value) => value / shared(s))] : []),
  }),
  known("dbeta-scaled-by-gamma", {
    written: "dbeta = sum(gamma * dout)",
    correct: DBETA,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dbeta: (s) => [dgammaOf(s, ({ gamma }, i) => numberAt(gamma, i))],
  }),
  known("dbeta-all-axes", {
    sentence: "dbeta is one sum over all axes; every entry of beta has a sum of its own.",
    written: "dbeta = sum of dout over everything",
    correct: DBETA,
    applies: ofAll,
    dbeta: (s) => [new Float64Array(s.entries).fill(sumOf(dbeta(s)))],
  }),
  known("partial-sum", {
    written: "dgamma and dbeta of the first sets only",
    correct: `${DGAMMA};  ${DBETA}`,
    applies: ({ norm, layout: { channels } }) => norm !== "batch" && channels > 1,
    hiddenBy: ["one set"],
    dgamma: (s) => beginnings(s, ({ g, xhat }, i) => numberAt(g, i) * numberAt(xhat, i)),
    dbeta: (s) => beginnings(s, ({ g }, i) => numberAt(g, i)),
  }),
];
