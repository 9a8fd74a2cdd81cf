/**
 * The computation graph of one cell: x -> mu, v -> r, xhat -> out -> L, with values forward and dL/d(node) backward. Of
 * mu, v and r the gradients are sums over the set; an edge carries what of them goes on to the node behind it. In
 * evaluation mu and v are the running ones: L depends on them too, but nothing goes on from them to x. L is what the column,
 * or the layer's set, adds to the loss, and so are the gradients of gamma and beta: other sets add to those where they share
 * an entry. RMS norm has mu = 0, and no edge to it.
 */
import { itemAt, numberAt } from "../item-at";
import { U } from "../gradcheck/probe";
import { setOfRow } from "../sets";
import type { Precision } from "../checker";
import { activated } from "../activation/acting";
import { hasKinks, piecesOf } from "../activation/pieces";
import { smoothOf } from "../activation/smooth";
import { layerWords } from "../layer-words";
import { isCentred } from "../normalization-layer";
import type { CellExplanation, Held } from "./cell-explanation";
import { centred, type ExplainedColumn } from "./explained-column";
import { judged } from "./numeric-column";

export type NodeName = "x" | "mu" | "v" | "r" | "xhat" | "gamma" | "beta" | "out" | "L";

export interface GraphNode {
  readonly name: NodeName;
  readonly value: number;
  readonly gradient: number; // dL / d(node): 1 of L itself
}

export interface GraphEdge {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly formula: string; // of the local derivative
  readonly slope: Held; // d to / d from, all else kept
  /** What comes back along it for this cell: slope times the gradient of `to`. Three of them make dx. */
  readonly carries: number;
}

export interface DerivationGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Values and gradients at the nodes of a cell. */
interface Cell {
  readonly mu: number;
  readonly v: number;
  readonly r: number;
  readonly x: number;
  readonly d: number; // x - mu
  readonly xhat: number;
  readonly g: number; // dout
  readonly slope: number; // of the activation
  readonly gamma: number;
  readonly beta: number;
}

/** r of v as the forward makes it. */
function rootOf({ problem }: ExplainedColumn): (v: number) => number {
  const { eps, epsPlacement } = problem;
  return epsPlacement === "inside" ? (v) => 1 / Math.sqrt(v + eps) : (v) => 1 / (Math.sqrt(v) + eps);
}

/** With eps outside the root there is none where v is 0; the backward takes it as 0. */
function drdv({ problem }: ExplainedColumn, { v, r }: Cell): number {
  if (problem.epsPlacement === "inside") return -(r * r * r) / 2;
  return v === 0 ? 0 : -(r * r) / (2 * Math.sqrt(v));
}

/** The graph of a cell of this column that has been explained. */
export function derivationGraph(
  column: ExplainedColumn,
  explanation: CellExplanation,
  precision: Precision,
): DerivationGraph {
  const { row, terms, dx } = explanation;
  const s = setOfRow(column.sets, row);
  const set = itemAt(column.sets, s);
  const cell: Cell = {
    mu: set.mean,
    v: set.variance,
    r: set.r,
    x: numberAt(column.x, row),
    d: centred(column, s, row),
    xhat: numberAt(column.xhat, row),
    g: numberAt(column.dout, row),
    slope: numberAt(column.slope, row),
    gamma: numberAt(column.gamma, row),
    beta: numberAt(column.beta, row),
  };
  const isMember = column.moves(row);
  const dr = set.sumUXhat / cell.r; // sum of gamma dout (x - mu)
  const dv = dr * drdv(column, cell);
  const dmu = isCentred(column.problem) ? -cell.r * set.sumU : 0;
  const dxhat = cell.gamma * cell.slope * cell.g;
  const out = numberAt(column.out, row);
  const loss = column.out.reduce((sum, value, i) => sum + value * numberAt(column.dout, i), 0);
  const node = (name: NodeName, value: number, gradient: number): GraphNode => ({ name, value, gradient });
  const nodes = [
    node("x", cell.x, dx),
    node("mu", cell.mu, dmu),
    node("v", cell.v, dv),
    node("r", cell.r, dr),
    node("xhat", cell.xhat, dxhat),
    node("gamma", cell.gamma, numberAt(column.dgamma, row)),
    node("beta", cell.beta, numberAt(column.dbeta, row)),
    node("out", out, cell.g),
    node("L", loss, 1),
  ];
  const gradientOf = new Map(nodes.map(({ name, gradient }) => [name, gradient]));
  const termOf = new Map<NodeName, number>([
    ["xhat", terms.direct],
    ["mu", terms.mean],
    ["v", terms.variance],
  ]);
  // dL/dv may leave the range of doubles where the term that it brings back does not.
  const carries = ({ from, to, slope }: Slope): number =>
    from === "x" ? (termOf.get(to) ?? NaN) : slope.value * (gradientOf.get(to) ?? NaN);
  const slopes = [...(isMember ? ofStatistics(column, explanation) : []), ...ofCell(column, cell, row, precision)];
  return { nodes, edges: slopes.map((edge) => ({ ...edge, carries: carries(edge) })) };
}

type Slope = Omit<GraphEdge, "carries">;

/** What x does to mean and variance, where they are not given. */
function ofStatistics({ problem }: ExplainedColumn, { dmu, dv }: CellExplanation): Slope[] {
  const M = layerWords(problem).members;
  const degrees = problem.variance === "unbiased" ? `(${M} - 1)` : M;
  const isMoving = isCentred(problem);
  return [
    ...(isMoving ? [{ from: "x", to: "mu", formula: `1 / ${M}`, slope: dmu } as const] : []),
    { from: "x", to: "v", formula: `2 ${isMoving ? "(x - mu)" : "x"} / ${degrees}`, slope: dv },
  ];
}

/** The local derivatives behind the statistics, each held against differences of its own little function. */
function ofCell(column: ExplainedColumn, cell: Cell, row: number, precision: Precision): Slope[] {
  const { v, r, d, xhat, gamma, beta, g, slope } = cell;
  const held = (value: number, of: (at: number) => number, at: number, reach: number): Held => {
    const { numeric, uncertainty } = difference(of, at, reach);
    return { value, numeric, ...judged(value, { value: numeric, uncertainty }, Math.abs(value), precision) };
  };
  const eps = column.problem.epsPlacement === "inside" ? column.problem.eps : 0;
  const drdvFormula = column.problem.epsPlacement === "inside" ? "-r^3 / 2" : "-r^2 / (2 sqrt(v))";
  const length = 1 / r;
  const through = activated(column.problem);
  const smooth = smoothOf(column.problem);
  // The moved number starts from 0: an offset of x and mu would eat the digits of a difference.
  const edges: Slope[] = [
    { from: "x", to: "xhat", formula: "r", slope: held(r, (step) => (d + step) * r, 0, length) },
    { from: "mu", to: "xhat", formula: "-r", slope: held(-r, (step) => (d - step) * r, 0, length) },
    { from: "v", to: "r", formula: drdvFormula, slope: held(drdv(column, cell), rootOf(column), v, v + eps) },
    {
      from: "r",
      to: "xhat",
      formula: isCentred(column.problem) ? "x - mu" : "x",
      slope: held(d, (each) => d * each, r, r),
    },
    out("xhat", "gamma", slope * gamma, (each) => through(gamma * each + beta), xhat),
    out("gamma", "xhat", slope * xhat, (each) => through(each * xhat + beta), gamma),
    out("beta", "", slope, (each) => through(gamma * xhat + each), beta),
    { from: "out", to: "L", formula: "dout", slope: held(g, (each) => g * each, numberAt(column.out, row), 1) },
  ];
  function out(from: NodeName, factor: string, value: number, of: (at: number) => number, at: number): Slope {
    const y = gamma * xhat + beta;
    const by = from === "xhat" ? gamma : from === "gamma" ? xhat : 1;
    // As far as the nearest kink, or as a smooth activation stays of one size; no way to it where out does not move.
    const kink = Math.min(Math.abs(y), Math.abs(y - (piecesOf(column.problem)?.top ?? Infinity)));
    const far = smooth ? smooth.reach : hasKinks(column.problem) ? kink : Infinity;
    const formula = smooth ? `a'(y) ${factor}`.trim() : behindKink(slope, factor);
    return { from, to: "out", formula, slope: held(value, of, at, Math.min(1, by === 0 ? 1 : far / Math.abs(by))) };
  }
  return isCentred(column.problem) ? edges : edges.filter(({ from }) => from !== "mu");
}

/** A derivative behind which the activation stands: "gamma", "0.01 gamma" where a leaky ReLU, "0" where a ReLU is shut. */
function behindKink(slope: number, factor: string): string {
  if (slope === 1) return factor || "1";
  return slope === 0 ? "0" : `${slope} ${factor}`.trim();
}

/** A central difference of order 4 of a function of one number that is analytic as far as `reach`. */
function difference(of: (at: number) => number, at: number, reach: number): { numeric: number; uncertainty: number } {
  const h = 2 ** -9 * reach;
  const central = (step: number): number => (of(at + step) - of(at - step)) / (at + step - (at - step));
  const [narrow, wide] = [central(h), central(2 * h)];
  const numeric = (4 * narrow - wide) / 3;
  const size = Math.max(Math.abs(of(at)), Math.abs(numeric * h), Math.abs(numeric * at));
  return { numeric, uncertainty: (8 * U * size) / h + 2 ** -17 * Math.abs(wide - narrow) };
}
