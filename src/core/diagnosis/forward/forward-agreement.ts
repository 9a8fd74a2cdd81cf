import { forwardNames, type Forward, type ForwardName } from "../../forward";
import { itemAt } from "../../item-at";
import { indexAt } from "../../layout";
import type { Problem } from "../../problem";
import type { Tensor } from "../../tensor";
import { allowance, type Magnitudes } from "../evidence/allowance";
import { judge, Tally } from "../evidence/cell-agreement";
import { precisionsOf, tolerant, type GivenPrecision } from "../evidence/given-precision";
import { sharp } from "../judgement/case";
import { visitForward } from "./forward-values";

/** A tensor of the user's forward, held against the one of a problem. */
export interface ForwardAgreement {
  readonly name: ForwardName;
  readonly cells: number;
  readonly doubtful: number; // off by no more than careless arithmetic can be
  readonly wrong: number;
  /** How many values there should be, where there are others: it is of other sets. */
  readonly expected?: number;
  readonly worst: { readonly index: readonly number[]; readonly given: number; readonly expected: number };
}

const NOTHING: Magnitudes = { terms: 0, slack: 0, offset: 0, flips: 0, kept: 0, inputs: 0 };

/** Holds what the user's forward left against the forward of a problem, in what its numbers can hold. */
export function forwardAgreements(problem: Problem, forward: Forward): ForwardAgreement[] {
  const held = forwardNames(forward).flatMap((name) => {
    const tensor = forward[name];
    return tensor ? [new Held(problem, name, tensor, precisionOf(problem, forward, name))] : [];
  });
  const byName = new Map(held.map((one) => [one.name, one]));
  visitForward(problem, held[0]?.precision.inputs ?? {}, (name, at, exact, magnitudes) => {
    byName.get(name)?.take(at, exact, { ...NOTHING, ...magnitudes });
  });
  return held.map((one) => one.agreement());
}

/** Of the statistics' few numbers the digits of out tell, too. */
function precisionOf(problem: Problem, forward: Forward, name: ForwardName): GivenPrecision {
  const { out, [name]: own } = forward;
  const found = sharp(precisionsOf(problem, { dx: out, ...(name !== "out" && { dgamma: own }) }))[
    name === "out" ? "dx" : "dgamma"
  ];
  return tolerant(found ?? { dtype: "float64", words: "" }, problem);
}

/** A tensor of the forward while its numbers are held against the exact ones. */
class Held {
  private readonly tally: Tally;
  private readonly count: number; // of values that there should be
  private expected = NaN; // at the worst

  constructor(
    private readonly problem: Problem,
    readonly name: ForwardName,
    private readonly tensor: Tensor,
    readonly precision: GivenPrecision,
  ) {
    const { layout, sets, x } = problem;
    this.count = name === "out" ? x.length : layout.channels * sets.length;
    this.tally = new Tally(this.count);
  }

  private get isOfTheseSets(): boolean {
    return this.tensor.values.length === this.count;
  }

  take(at: number, exact: number, magnitudes: Magnitudes): void {
    if (!this.isOfTheseSets) return;
    const { precision, tally, problem } = this;
    const allowed = allowance(precision, problem.layout.rows, exact, magnitudes);
    const given = itemAt(this.tensor.values, at);
    const judged = judge(precision, given, exact, magnitudes.terms, allowed);
    tally.add(at, judged);
    if (tally.offset === at) this.expected = exact;
  }

  agreement(): ForwardAgreement {
    const { name, tensor, tally, count, expected } = this;
    const cells = tensor.values.length;
    if (!this.isOfTheseSets) {
      const worst = { index: [], given: NaN, expected: NaN };
      return { name, cells, doubtful: 0, wrong: cells, expected: count, worst };
    }
    const worst = { index: indexAt(tensor.shape, tally.offset), given: itemAt(tensor.values, tally.offset), expected };
    return { name, cells, doubtful: tally.counts.doubtful, wrong: tally.counts.wrong, worst };
  }
}

/** Whether nothing of a forward speaks against a problem. */
export function isFollowed(agreements: readonly ForwardAgreement[]): boolean {
  return agreements.every(({ wrong }) => wrong === 0);
}

/** Whether every number is as close as careful arithmetic comes. */
export function isFollowedClosely(agreements: readonly ForwardAgreement[]): boolean {
  return agreements.every(({ wrong, doubtful }) => wrong === 0 && doubtful === 0);
}
