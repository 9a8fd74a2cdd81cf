/** Problems of every layer but batch norm, of awkward shapes: no extent equals or covers another by accident. */
import { itemAt } from "../../src/core/item-at";
import { Random } from "../../src/core/arithmetic/random";
import type { LayerKeys } from "../../src/core/normalization-layer";
import { createProblem, type Problem, type ProblemInput } from "../../src/core/problem";
import type { Tensor } from "../../src/core/tensor";

export interface LayerCase {
  readonly name: string;
  readonly input: ProblemInput & {
    readonly x: Tensor;
    readonly dout: Tensor;
    readonly gamma: Tensor;
    readonly beta: Tensor;
  };
}

interface Data {
  readonly offset?: number;
  readonly sd?: number;
  readonly gammaScale?: number;
  readonly doutScale?: number;
}

type Rest = Omit<Partial<ProblemInput>, "x" | "dout" | "gamma" | "beta">;

export function tensor(shape: readonly number[], of: (i: number) => number): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, dtype: "float64", values: Float64Array.from({ length: size }, (_, i) => of(i)) };
}

/** offset + sd * normal, with a generic gamma, beta and dout. */
export function layerInput(
  seed: number,
  shape: readonly number[],
  entries: readonly number[],
  rest: Rest,
  { offset = 0.7, sd = 2, gammaScale = 1, doutScale = 1 }: Data = {},
): LayerCase["input"] {
  const random = new Random(seed);
  return {
    ...rest,
    x: tensor(shape, () => offset + sd * random.normal()),
    gamma: tensor(entries, () => gammaScale * (0.3 + 1.2 * random.normal())),
    beta: tensor(entries, () => 0.2 + random.normal()),
    dout: tensor(shape, () => doutScale * (0.1 + random.normal())),
  };
}

/** What layer it is, the shape of x and that of gamma. */
const LAYERS: readonly (readonly [LayerKeys, readonly number[], readonly number[]])[] = [
  [{ norm: "layer" }, [7, 5], [5]],
  [{ norm: "layer" }, [11], [11]],
  [{ norm: "layer" }, [2, 3, 7], [7]],
  [{ norm: "layer", normalizedShape: [3, 7] }, [2, 3, 7], [3, 7]],
  [{ norm: "layer", normalizedShape: [5, 2, 3] }, [4, 5, 2, 3], [5, 2, 3]],
  [{ norm: "layer", axes: [1] }, [2, 5, 3, 4], [5]],
  [{ norm: "layer", axes: [-1, 0] }, [3, 4, 5], [3, 5]],
  [{ norm: "layer", axes: [0, 2, 4] }, [2, 3, 3, 2, 4], [2, 3, 4]],
  [{ norm: "rms" }, [7, 5], [5]],
  [{ norm: "rms" }, [6], [6]],
  [{ norm: "rms", normalizedShape: [2, 7] }, [3, 2, 7], [2, 7]],
  [{ norm: "rms", axes: [1] }, [2, 5, 3], [5]],
  [{ norm: "group", groups: 2 }, [3, 6, 5], [6]],
  [{ norm: "group", groups: 3 }, [2, 6], [6]],
  [{ norm: "group", groups: 1 }, [2, 4, 3, 5], [4]],
  [{ norm: "group", groups: 2, axis: -1 }, [2, 3, 5, 6], [6]],
  [{ norm: "group", groups: 2, axis: 2 }, [2, 3, 4, 5, 2], [4]],
  [{ norm: "group", groups: 2, axis: 0 }, [6, 2, 3], [6]],
  [{ norm: "instance" }, [3, 4, 5], [4]],
  [{ norm: "instance" }, [2, 3, 4, 5], [3]],
  [{ norm: "instance", axis: -1 }, [2, 5, 7, 3], [3]],
  [{ norm: "instance", axis: 0 }, [3, 2, 5], [3]],
  [{ norm: "instance" }, [2, 3, 2, 3, 2, 3], [3]],
];

const named = (keys: LayerKeys & Rest, shape: readonly number[]): string =>
  `${Object.entries(keys)
    .map(([key, value]) => (key === "norm" ? String(value) : `${key} ${String(value)}`))
    .join(", ")} of ${shape.join("x")}`;

/** How many layers and shapes there are, each under several conventions. */
export const LAYER_SHAPES = LAYERS.length;

/** Every layer under every convention that it has. */
export function layerCases(): LayerCase[] {
  const conventions: readonly Rest[] = [
    {},
    { variance: "unbiased" },
    { epsPlacement: "outside", eps: 0.01 },
    { activation: "relu" },
    { activation: "leaky-relu", slope: 0.2, variance: "unbiased", epsPlacement: "outside" },
    { gammaOffset: 1 },
  ];
  return LAYERS.flatMap(([keys, shape, entries], at) =>
    conventions.map((rest, i) => {
      const all = { ...keys, ...rest };
      return { name: named(all, shape), input: layerInput(100 + 10 * at + i, shape, entries, all) };
    }),
  );
}

const NEW_ACTIVATIONS = ["relu6", "silu", "gelu", "gelu-tanh", "tanh", "sigmoid"] as const;

/** Every activation but the two that `layerCases` has, behind some layer of each norm; and where digits are lost. */
export function activatedLayerCases(): LayerCase[] {
  const layers = [0, 5, 8, 12, 15, 18].map((at) => itemAt(LAYERS, at));
  const plain = NEW_ACTIVATIONS.flatMap((activation, i) =>
    [0, 1, 2].map((j) => {
      const [keys, shape, entries] = itemAt(layers, (i + 2 * j) % layers.length);
      const all = { ...keys, activation, ...(j === 1 && ({ variance: "unbiased", epsPlacement: "outside" } as const)) };
      return { name: named(all, shape), input: layerInput(1100 + 10 * i + j, shape, entries, all) };
    }),
  );
  const data: readonly (readonly [string, Data])[] = [
    ["offset 1e15", { offset: 1e15, sd: 1 }],
    ["sd 1e-150", { offset: 0, sd: 1e-150 }],
    ["dout 1e300", { gammaScale: 1e-10, doutScale: 1e300 }],
    ["gamma 20", { gammaScale: 20 }],
  ];
  const hard = data.flatMap(([name, numbers], i) =>
    (["silu", "gelu", "tanh"] as const).map((activation, j) => {
      const keys = { norm: (["layer", "rms", "group"] as const)[j], activation, ...(j === 2 && { groups: 2 }) };
      const input = layerInput(1300 + 10 * i + j, [3, 6], [6], keys, numbers);
      return {
        name: `${named({ norm: "layer", ...input }, [3, 6]).split(",")[0] ?? ""} behind ${activation}, ${name}`,
        input,
      };
    }),
  );
  return [...plain, ...hard];
}

/** Group and instance norm with places that make no statistics; behind an activation, with other conventions, far away. */
export function maskedLayerCases(): LayerCase[] {
  const of = (at: number, shape: readonly number[], keys: LayerKeys & Rest, data: Data = {}): LayerCase => {
    const axis = ((keys.axis ?? 1) + shape.length) % shape.length;
    const places = shape.filter((_, own) => own !== axis);
    const mask = tensor(places, (i) => Number(i % 4 !== 1));
    const input = layerInput(1500 + at, shape, [itemAt(shape, axis)], { ...keys, mask }, data);
    return { name: `${named(keys, shape)}, masked`, input };
  };
  return [
    of(0, [3, 4, 5], { norm: "instance" }),
    of(1, [2, 3, 2, 4], { norm: "instance", variance: "unbiased", activation: "relu" }),
    of(2, [2, 5, 3], { norm: "instance", axis: -1, epsPlacement: "outside" }),
    of(3, [3, 6, 4], { norm: "group", groups: 2 }),
    of(4, [2, 3, 5, 4], { norm: "group", groups: 2, axis: -1, variance: "unbiased" }),
    of(5, [6, 2, 5], { norm: "group", groups: 3, axis: 0, activation: "silu" }),
    of(6, [3, 6, 4], { norm: "group", groups: 3 }, { offset: 1e9, sd: 1 }),
  ];
}

/** Where digits are lost: offsets, magnitudes, sets of one element and of equal ones. */
export function hardLayerCases(): LayerCase[] {
  const layers = LAYERS.filter(([{ axes }, shape]) => axes === undefined && shape.length < 4);
  const data: readonly (readonly [string, Data, Rest])[] = [
    ["offset 1e6", { offset: 1e6, sd: 1 }, {}],
    ["offset 1e15", { offset: 1e15, sd: 1 }, {}],
    ["sd 1e-150, eps 0", { offset: 0, sd: 1e-150 }, { eps: 0 }],
    ["sd 1e-150", { offset: 0, sd: 1e-150 }, {}],
    ["sd 1e150", { offset: 1e151, sd: 1e150 }, {}],
    ["gamma 1e150, dout 1e-150", { gammaScale: 1e150, doutScale: 1e-150 }, {}],
    ["gamma 1e-150, dout 1e150", { gammaScale: 1e-150, doutScale: 1e150 }, {}],
    ["dout 1e300", { gammaScale: 1e-10, doutScale: 1e300 }, {}],
  ];
  const drawn = layers.flatMap(([keys, shape, entries], at) =>
    data.map(([name, numbers, rest], i) => ({
      name: `${named(keys, shape)}, ${name}`,
      input: layerInput(500 + 10 * at + i, shape, entries, { ...keys, ...rest }, numbers),
    })),
  );
  const long = layerInput(900, [3, 1031], [1031], { norm: "layer" }, { offset: 1e4, sd: 1 });
  const constant = layerInput(901, [4, 5], [5], { norm: "layer" }, { offset: 0.1, sd: 0 });
  const level = layerInput(902, [4, 5], [5], { norm: "rms" }, { offset: 1e200, sd: 0 });
  return [
    ...drawn,
    { name: "layer of 3x1031, offset 1e4", input: long },
    { name: "layer of equal elements", input: constant },
    { name: "rms of equal elements of 1e200", input: level },
    { name: "layer of one element", input: layerInput(903, [4, 1], [1], { norm: "layer" }) },
    { name: "rms of one element", input: layerInput(904, [4, 1], [1], { norm: "rms" }) },
    { name: "instance of one element", input: layerInput(905, [4, 3], [3], { norm: "instance" }) },
  ];
}

export function problemOfLayer(input: ProblemInput): Problem {
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}
