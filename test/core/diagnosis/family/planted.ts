/** Every mistake of the family as it is made, in one or more usual ways. */
import { itemAt } from "../../../../src/core/item-at";
import { axesOf, candidateOf, elementsOf, staged, sum, summed, type Element } from "./by-hand";
import {
  lines,
  root,
  overSets,
  fromSums,
  affine,
  lastRows,
  transposed,
  isLastBlock,
  counting,
  lastAxis,
  groupRead,
  on,
  relu,
  type Way,
} from "./ways";

export const planted: Readonly<Record<string, readonly Way[]>> = {
  "gamma-left-out-of-means": [
    lines(() => ({ dv: ({ x, mu, g }) => g * (x - mu), dmu: ({ g }) => -g })),
    (input) => {
      if (input.norm === "instance") return undefined;
      const elements = elementsOf(input);
      const plain = staged(input, elements, { u: ({ g }) => g });
      return {
        ...plain,
        dx: { ...plain.dx, values: plain.dx.values.map((value, at) => itemAt(elements, at).gamma * value) },
      };
    },
  ],
  "rms-with-mean-path": [
    lines(() => ({ dx: ({ x, M, degrees }, { u, root: r, dv, dmu }) => u * r + (dv * 2 * x) / degrees + dmu / M })),
  ],
  "layer-without-mean-path": [
    lines(() => ({ dx: ({ x, mu, degrees }, { u, root: r, dv }) => u * r + (dv * 2 * (x - mu)) / degrees })),
  ],
  "mean-path-omitted": [
    lines(() => ({ dx: ({ x, mu, degrees }, { u, root: r, dv }) => u * r + (dv * 2 * (x - mu)) / degrees })),
  ],
  "rms-path-omitted": [lines(() => ({ dx: (_, { u, root: r }) => u * r }))],
  "both-paths-omitted": [lines(() => ({ dx: (_, { u, root: r }) => u * r }))],
  "mean-path-twice": [lines(() => ({ dmu: (_, u) => -2 * u }))],
  "mean-path-sign": [lines(() => ({ dmu: (_, u) => u }))],
  "variance-path-sign": [lines(() => ({ dv: ({ x, mu }, u) => -u * (x - mu) }))],
  "variance-path-omitted": [lines(() => ({ dv: () => 0 }))],
  "jacobian-diagonal": [
    fromSums((e, _, __, input) => {
      const stretch = input.epsPlacement === "outside" ? 1 / (e.r * Math.sqrt(e.v)) : 1;
      const own = (input.norm === "rms" ? 0 : 1 / e.M) + (stretch * e.xhat ** 2) / e.degrees;
      return e.u * e.r * (1 - e.kept * own);
    }),
  ],
  "count-without-channels": [counting((input, M) => M / axesOf(input).perGroup)],
  "wrong-extent": [
    counting((input) => (lastAxis(input) < 0 ? undefined : input.x.shape[lastAxis(input)])),
    (input) => {
      const axis = lastAxis(input);
      if (axis < 0) return undefined;
      const others = input.x.shape.map((_, at) => at).filter((at) => at !== axis);
      return overSets((e) => on(e, others))(input);
    },
  ],
  "group-as-instance": [overSets((e, input) => on(e, [axesOf(input).sample, axesOf(input).channel]))],
  "instance-as-batch": [overSets((e, input) => on(e, [axesOf(input).channel]))],
  "layer-as-batch": [overSets((e) => e.entry)],
  "group-index-modulo": [
    groupRead((c, G) => c % G, false),
    groupRead((c, G) => c % G, true),
    overSets((e, input) => {
      const { sample, channel } = axesOf(input);
      return `${e.index[sample]} ${itemAt(e.index, channel) % (input.groups ?? 1)}`;
    }),
    groupRead((c, _, size) => Math.floor((c % size) / size), false),
  ],
  "per-row-term-by-column": [
    fromSums((e, { ubar }, all) => e.r * (e.u - ubar - e.xhat * ([...all.values()][e.i % all.size]?.c ?? NaN))),
    fromSums((e, _, all) => {
      const other = [...all.values()][e.i % all.size] ?? { ubar: NaN, c: NaN };
      return e.r * (e.u - other.ubar - e.xhat * other.c);
    }),
  ],
  "weight-offset": [lines(({ gammaOffset }) => ({ u: ({ gamma, g }) => (gamma + (gammaOffset === 1 ? -1 : 1)) * g }))],
  "shared-input": [
    (input) => {
      const right = staged(input, elementsOf(input));
      return {
        ...right,
        dx: { ...right.dx, values: right.dx.values.map((value, at) => value + itemAt(input.dout.values, at)) },
      };
    },
  ],
  "saved-variance-for-rstd": [
    fromSums((e, { ubar, c }) => e.v * (e.u - ubar - e.xhat * c)),
    lines(() => ({
      root: ({ v }) => v,
      slope: ({ v }) => -0.5 * v ** 3,
      dgamma: ({ g, x, mu, v }) => g * (x - mu) * v,
    })),
  ],
  "strided-as-contiguous": [
    transposed((rank) => Array.from({ length: rank }, (_, i) => rank - 1 - i)),
    transposed((rank) => Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i))),
  ],
  "partial-reduction": [
    lines(() => ({
      dv: (e, u) => (isLastBlock(e, 4) ? u * (e.x - e.mu) : 0),
      dmu: (e, u) => (isLastBlock(e, 4) ? -u : 0),
    })),
    (input) => {
      const elements = elementsOf(input);
      // An activation that closes all of the last blocks leaves nothing of the path.
      if (elements.every((e) => !isLastBlock(e, 3) || e.u === 0)) return undefined;
      return staged(input, elements, { dv: (e, u) => (isLastBlock(e, 3) ? u * (e.x - e.mu) : 0) });
    },
  ],
  "dgamma-zero": [affine({ dgamma: () => 0 }), affine({ dgamma: () => 0, dbeta: () => 0 })],
  "dx-aliases-dout": [
    (input) => {
      const elements = elementsOf(input);
      const { dx, dbeta } = staged(input, elements);
      const dgamma = summed(elements, (e) => itemAt(dx.values, e.offset) * e.xhat);
      return candidateOf(input, Float64Array.from(dx.values), dgamma, Float64Array.from(dbeta.values));
    },
  ],
  "dgamma-last-block": [lastRows((rows) => rows - 1), lastRows((rows) => Math.ceil(rows / 2))],

  "gamma-omitted": [lines(() => ({ u: ({ g }) => g }))],
  "gamma-twice": [lines(() => ({ u: ({ gamma, g }) => gamma * gamma * g }))],
  "gamma-missing-direct": [
    lines(({ norm }) => ({
      dx: ({ x, mu, M, degrees, g }, { root: r, dv, dmu }) =>
        g * r + (dv * 2 * (x - mu)) / degrees + (norm === "rms" ? 0 : dmu / M),
    })),
  ],
  "gamma-twice-variance": [lines(() => ({ dv: ({ x, mu, gamma }, u) => gamma * u * (x - mu) }))],
  "dout-ignored": [lines(() => ({ u: ({ gamma }) => gamma, dgamma: ({ xhat }) => xhat, dbeta: () => 1 }))],
  "inverse-n-missing-mean": [lines(() => ({ dmu: ({ M }, u) => -u * M }))],
  "inverse-n-missing-variance": [lines(() => ({ dv: ({ x, mu, degrees }, u) => u * (x - mu) * degrees }))],
  "inverse-n-missing-both": [
    lines(() => ({ dmu: ({ M }, u) => -u * M, dv: ({ x, mu, degrees }, u) => u * (x - mu) * degrees })),
  ],
  "n-minus-1-both": [
    lines(() => ({ dx: ({ x, mu, M }, { u, root: r, dv, dmu }) => u * r + (dv * 2 * (x - mu) + dmu) / (M - 1) })),
  ],
  "n-minus-1-variance-path": [lines(() => ({ dv: ({ x, mu, M }, u) => (u * (x - mu) * M) / (M - 1) }))],
  "n-for-n-minus-1": [lines(() => ({ dv: ({ x, mu, M }, u) => (u * (x - mu) * (M - 1)) / M }))],
  "factor-2-missing": [lines(() => ({ dv: ({ x, mu }, u) => (u * (x - mu)) / 2 }))],
  "factor-half-missing": [lines(() => ({ dv: ({ x, mu }, u) => 2 * u * (x - mu) }))],
  "divided-by-n-again": [
    (input) => {
      const right = staged(input, elementsOf(input));
      const elements = elementsOf(input);
      return {
        ...right,
        dx: { ...right.dx, values: right.dx.values.map((value, at) => value / itemAt(elements, at).M) },
      };
    },
  ],
  "dv-dmu-uses-x": [
    lines(() => ({
      dx: ({ x, mu, M, degrees }, { u, root: r, dv, dmu }) =>
        u * r + (dv * 2 * (x - mu)) / degrees + (dmu - (dv * 2 * mu * M) / degrees) / M,
    })),
  ],
  "dv-dx-uses-x": [
    lines(() => ({ dx: ({ x, M, degrees }, { u, root: r, dv, dmu }) => u * r + (dv * 2 * x) / degrees + dmu / M })),
  ],
  "dv-sum-uses-x": [lines(() => ({ dv: ({ x }, u) => u * x }))],
  "out-for-xhat": [fromSums((e, { ubar, c }) => e.r * (e.u - ubar - e.y * c))],
  "xhat-for-centred-twice": [
    lines(({ norm }) => ({
      dv: ({ xhat }, u) => u * xhat,
      dx: ({ xhat, M, degrees }, { u, root: r, dv, dmu }) =>
        u * r + (dv * 2 * xhat) / degrees + (norm === "rms" ? 0 : dmu / M),
    })),
  ],
  "dv-power-half": [lines(({ eps }) => ({ slope: ({ v }) => -0.5 * (v + eps) ** -0.5 }))],
  "dv-power-one": [lines(({ eps }) => ({ slope: ({ v }) => -0.5 / (v + eps) }))],
  "dv-power-two": [lines(({ eps }) => ({ slope: ({ v }) => -0.5 * (v + eps) ** -2 }))],
  "variance-for-sigma": [
    root(({ v }, { eps }) => 1 / (v + eps)),
    fromSums((e, { ubar, c }) => e.r ** 2 * (e.u - ubar - e.xhat * c)),
  ],
  "inverse-sigma-missing": [fromSums((e, { ubar, c }) => e.u - ubar - e.xhat * c)],
  "eps-omitted": [(input) => (input.epsPlacement === "outside" ? undefined : root(({ v }) => 1 / Math.sqrt(v))(input))],
  "eps-outside-root": [root(({ v }, { eps }) => 1 / (Math.sqrt(v) + eps))],
  "eps-max": [root(({ v }, { eps }) => 1 / Math.sqrt(Math.max(v, eps)))],
  "sigma-for-variance": [root(({ v }, { eps }) => 1 / Math.sqrt(Math.sqrt(v) + eps))],
  "unbiased-in-backward": [root(({ v, M }, { eps }) => 1 / Math.sqrt((v * M) / (M - 1) + eps))],
  "biased-in-backward": [root(({ v, M }, { eps }) => 1 / Math.sqrt((v * (M - 1)) / M + eps))],
  "eps-different": [
    (input) => (input.epsPlacement === "outside" ? undefined : root(({ v }) => 1 / Math.sqrt(v + 1e-3))(input)),
  ],
  "activation-slope-omitted": [
    lines(() => ({
      u: ({ gamma, dout }) => gamma * dout,
      dgamma: ({ dout, xhat }) => dout * xhat,
      dbeta: ({ dout }) => dout,
    })),
  ],
  "mask-count": [
    lines(({ variance }) => ({
      dx: ({ x, mu, N }, { u, root: r, dv, dmu }) =>
        u * r + (dv * 2 * (x - mu)) / (variance === "unbiased" ? N - 1 : N) + dmu / N,
    })),
    lines(() => ({
      dx: ({ x, mu, N, degrees }, { u, root: r, dv, dmu }) => u * r + (dv * 2 * (x - mu)) / degrees + dmu / N,
    })),
  ],
  "mask-off-paths": [
    (input) =>
      staged(
        input,
        elementsOf(input).map((e) => ({ ...e, kept: 1 })),
      ),
  ],
  "mask-on-sums": [
    lines(() => ({
      dv: ({ x, mu, kept }, u) => kept * u * (x - mu),
      dmu: ({ kept }, u) => -kept * u,
      dgamma: ({ g, xhat, kept }) => kept * g * xhat,
      dbeta: ({ g, kept }) => kept * g,
    })),
  ],
  "mask-on-dout": [
    lines(() => ({
      u: ({ gamma, g, kept }) => kept * gamma * g,
      dgamma: ({ g, xhat, kept }) => kept * g * xhat,
      dbeta: ({ g, kept }) => kept * g,
    })),
    (input) => {
      const elements = elementsOf(input);
      const right = staged(input, elements);
      return {
        ...right,
        dx: { ...right.dx, values: right.dx.values.map((value, at) => value * itemAt(elements, at).kept) },
      };
    },
  ],
  "relu-mask-omitted": [relu(() => true)],
  "relu-mask-from-x": [relu(({ x }) => x > 0)],
  "relu-mask-from-xhat": [relu(({ xhat }) => xhat > 0)],
  "relu-mask-on-dx": [
    (input) => {
      const elements = elementsOf(input);
      const open = staged(input, elements, { u: ({ gamma, dout }) => gamma * dout, dgamma: ({ g, xhat }) => g * xhat });
      return {
        ...open,
        dx: { ...open.dx, values: open.dx.values.map((value, at) => (itemAt(elements, at).y > 0 ? value : 0)) },
      };
    },
  ],
  "leaky-slope-omitted": [relu(({ y }) => y > 0)],
  "dgamma-uses-x": [affine({ dgamma: ({ g, x }) => g * x })],
  "dgamma-centred-not-scaled": [affine({ dgamma: ({ g, x, mu }) => g * (x - mu) })],
  "dgamma-times-root": [affine({ dgamma: ({ g, x, mu, r }) => (g * (x - mu)) / r })],
  "dgamma-uses-dxhat": [affine({ dgamma: ({ u, xhat }) => u * xhat })],
  "dgamma-uses-out": [affine({ dgamma: ({ g, y }) => g * y })],
  "dgamma-mean": [
    (input) => {
      const elements = elementsOf(input);
      const shared = elements.length / input.gamma.values.length;
      return shared > 1 ? staged(input, elements, { dgamma: ({ g, xhat }) => (g * xhat) / shared }) : undefined;
    },
  ],
  "dgamma-dout-ignored": [affine({ dgamma: ({ xhat }) => xhat })],
  "dgamma-dbeta-swapped": [affine({ dgamma: ({ g }) => g, dbeta: ({ g, xhat }) => g * xhat })],
  "dbeta-mean": [
    (input) => {
      const elements = elementsOf(input);
      const shared = elements.length / input.gamma.values.length;
      return shared > 1 ? staged(input, elements, { dbeta: ({ g }) => g / shared }) : undefined;
    },
  ],
  "dbeta-scaled-by-gamma": [affine({ dbeta: ({ u }) => u })],
  "dbeta-all-axes": [
    (input) => {
      const elements = elementsOf(input);
      const right = staged(input, elements);
      const total = sum(elements.map(({ g }) => g));
      return { ...right, dbeta: { ...right.dbeta, values: right.dbeta.values.map(() => total) } };
    },
  ],
  "partial-sum": [
    (input) => {
      const elements = elementsOf(input);
      const rows = Math.max(...elements.map(({ row }) => row)) + 1;
      const isFirst = ({ row }: Element): number => Number(row < rows - 1);
      return staged(input, elements, { dgamma: (e) => isFirst(e) * e.g * e.xhat, dbeta: (e) => isFirst(e) * e.g });
    },
  ],
};
