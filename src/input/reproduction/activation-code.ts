import type { Activation } from "../../core/conventions";
import type { Problem } from "../../core/problem";
import { csvNumber } from "../write-csv";

type Smooth = Exclude<Activation, "none" | "relu" | "leaky-relu" | "relu6">;

/** An activation in NumPy, on complex numbers too: what it takes, and the bodies of its value and its slope at y. */
interface SmoothCode {
  readonly helpers: readonly string[];
  readonly value: string;
  readonly slope: string;
}

const SIGMOID = ["def sigmoid(y):", "    return 1 / (1 + np.exp(-y))"];

const NORMAL = [
  "from math import erfc",
  "",
  "",
  "def density(y):",
  "    return np.exp(-(y**2) / 2) / np.sqrt(2 * np.pi)",
  "",
  "",
  "def normal(y):",
  '    """P(Z <= y) of the standard normal distribution, for a y whose imaginary part is a small step."""',
  "    share = np.vectorize(erfc)(-y.real / np.sqrt(2)) / 2",
  "    return share + 1j * y.imag * density(y.real) if np.iscomplexobj(y) else share",
];

const TWICE_Z = [...SIGMOID, "", "", "def z2(y):", "    return np.sqrt(8 / np.pi) * (y + 0.044715 * y**3)"];

const SMOOTH: Readonly<Record<Smooth, SmoothCode>> = {
  silu: { helpers: SIGMOID, value: "y * sigmoid(y)", slope: "sigmoid(y) * (1 + y * sigmoid(-y))" },
  gelu: { helpers: NORMAL, value: "y * normal(y)", slope: "normal(y) + y * density(y)" },
  "gelu-tanh": {
    helpers: TWICE_Z,
    value: "y * sigmoid(z2(y))",
    slope: "sigmoid(z2(y)) * (1 + y * sigmoid(-z2(y)) * np.sqrt(8 / np.pi) * (1 + 3 * 0.044715 * y**2))",
  },
  tanh: { helpers: [], value: "np.tanh(y)", slope: "1 / np.cosh(np.clip(y, -350, 350)) ** 2" },
  sigmoid: { helpers: SIGMOID, value: "sigmoid(y)", slope: "sigmoid(y) * sigmoid(-y)" },
};

function smoothCode(activation: Activation): SmoothCode | undefined {
  return (SMOOTH as Readonly<Partial<Record<Activation, SmoothCode>>>)[activation];
}

/** What stands before `forward` in NumPy: the activation, where it is smooth. */
export function activationLines({ activation }: Problem): string[] {
  const code = smoothCode(activation);
  if (!code) return [];
  return [
    ...code.helpers,
    ...(code.helpers.length > 0 ? ["", ""] : []),
    "def activate(y):",
    `    return ${code.value}`,
    "",
    "",
  ];
}

/** What an activation of straight pieces makes of out, and of dout by out. */
function pieces({ activation, slope }: Problem): { readonly out: string; readonly dout: string } {
  const below = activation === "leaky-relu" ? `${csvNumber(slope)} * ` : undefined;
  if (activation === "relu6") {
    return {
      out: "np.where(out.real <= 0, 0, np.where(out.real >= 6, 6, out))",
      dout: "np.where((out <= 0) | (out >= 6), 0, dout)",
    };
  }
  return {
    out: `np.where(out.real <= 0, ${below ? `${below}out` : "0"}, out)`,
    dout: `np.where(out <= 0, ${below ? `${below}dout` : "0"}, dout)`,
  };
}

/**
 * How `forward` of NumPy ends, and what follows it up to g: out through the activation, and dout likewise. `shape`: the
 * name of the shape in which gamma stands beside x.
 */
export function throughActivation(problem: Problem, shape: string): string[] {
  const ran = ["    return out, xhat, v, r", "", "", "out, xhat, v, r = forward(x)"];
  const smooth = smoothCode(problem.activation);
  if (smooth) {
    const y = `y = gamma.reshape(${shape}) * xhat + beta.reshape(${shape})`;
    return ["    out = activate(out)", ...ran, y, `g = dout * (${smooth.slope})`];
  }
  if (problem.activation === "none") return [...ran, "g = dout"];
  const { out, dout } = pieces(problem);
  return [`    out = ${out}  # NaN stays NaN`, ...ran, `g = ${dout}`];
}

/** The same in torch, whose autograd knows the slopes. */
export function torchActivation({ activation, slope }: Problem): string[] {
  const functional = "torch.nn.functional";
  const code: Readonly<Record<Exclude<Activation, "none">, string>> = {
    relu: "torch.relu(out)",
    "leaky-relu": `${functional}.leaky_relu(out, ${csvNumber(slope)})`,
    relu6: `${functional}.relu6(out)`,
    silu: `${functional}.silu(out)`,
    gelu: `${functional}.gelu(out)`,
    "gelu-tanh": `${functional}.gelu(out, approximate="tanh")`,
    tanh: "torch.tanh(out)",
    sigmoid: "torch.sigmoid(out)",
  };
  return activation === "none" ? [] : [`out = ${code[activation]}`];
}
