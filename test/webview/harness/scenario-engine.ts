import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import { DEFAULT_EPS, type ProblemInput } from "../../../src/core/problem";
import { sizeOf, type Tensor, type Values } from "../../../src/core/tensor";
import type { Check, CheckedTensor, GradientName } from "../../../src/core/verdict";
import type { Checker, Engine } from "../../../src/compute/engine/engine";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import type { PictureName, TensorName } from "../../../src/protocol/picture";
import { PICTURES } from "../../../src/views";

/** Numbers to show, as they are: ugly ones too, which no forward pass would give. What is not named is computed. */
export interface Scenario {
  readonly shape: readonly number[];
  readonly tensors: Readonly<Partial<Record<TensorName, Values>>>;
  /** Whether the check comes to its end. It stands still otherwise, with what `error` holds. */
  readonly isChecked: boolean;
}

/** The pictures that a scenario has numbers for. */
export function picturesOf({ tensors }: Scenario): readonly PictureName[] {
  return PICTURES.filter((name) => tensors[name] !== undefined);
}

/** What a source may leave open: other settings would be tried on the candidate of each scenario that is shown. */
const NOTHING_OPEN = {
  eps: DEFAULT_EPS,
  mode: "train",
  variance: "biased",
  epsPlacement: "inside",
  activation: "none",
} satisfies Partial<ProblemInput>;

/** What a source gives of a scenario. Without an x there are zeros. */
export function inputOf({ shape, tensors }: Scenario): ProblemInput {
  const tensor = (values: Values, as = shape): Tensor => {
    return { shape: as, values, dtype: values instanceof Float32Array ? "float32" : "float64" };
  };
  const strip = (values: Values): Tensor => tensor(values, [values.length]);
  const zeros = (): Float32Array => new Float32Array(sizeOf(shape));
  const { x = zeros(), dout = zeros(), gamma, beta, candidate, candidateDgamma, candidateDbeta } = tensors;
  return {
    x: tensor(x),
    dout: tensor(dout),
    ...NOTHING_OPEN,
    ...(gamma && { gamma: strip(gamma) }),
    ...(beta && { beta: strip(beta) }),
    ...(candidate && {
      candidate: {
        dx: tensor(candidate),
        ...(candidateDgamma && { dgamma: strip(candidateDgamma) }),
        ...(candidateDbeta && { dbeta: strip(candidateDbeta) }),
      },
    }),
  };
}

/** The readable engine, but for what a scenario puts in the place of what it would compute. */
export class ScenarioEngine {
  scenario: Scenario | undefined;
  readonly engine: Engine;

  constructor() {
    const readable = createTypescriptEngine();
    this.engine = {
      ...readable,
      gradients: (problem, precision) => {
        const computed = readable.gradients(problem, precision);
        const names = ["out", "dx", "dgamma", "dbeta", "mean", "variance"] as const;
        const given = names.flatMap((name) => {
          const values = this.scenario?.tensors[name];
          return values ? [[name, Float64Array.from(values)] as const] : [];
        });
        return { ...computed, ...Object.fromEntries(given) };
      },
      checker: ({ layout }) => this.checker(layout.rows * layout.channels, layout.channels),
    };
  }

  private checker(cells: number, channels: number): Checker {
    const { tensors, isChecked } = this.scenario ?? { tensors: {}, isChecked: false };
    const error = tensors.error ? Float32Array.from(tensors.error) : new Float32Array(cells).fill(UNCHECKED);
    const checked = (size: number, errors: Values): CheckedTensor => ({
      cells: size,
      agreeing: size,
      doubtful: 0,
      wrong: 0,
      maxRelativeError: 1e-13,
      worst: [0, 0],
      error: errors,
    });
    const ofColumns = (name: "dgamma" | "dbeta"): CheckedTensor =>
      checked(channels, tensors[`${name}Error`] ?? new Float64Array(channels));
    const result: Check = {
      verdict: "correct",
      reason: "correct",
      words: [],
      method: "complex step",
      tolerance: 1e-9,
      floor: 1e-12,
      tensors: {
        dx: checked(cells, tensors.error ?? error),
        dgamma: ofColumns("dgamma"),
        dbeta: ofColumns("dbeta"),
      } satisfies Record<GradientName, CheckedTensor>,
    };
    return {
      total: cells,
      done: error.reduce((count, value) => count + (value === UNCHECKED ? 0 : 1), 0),
      error,
      advance: () => isChecked,
      result: () => result,
    };
  }
}
