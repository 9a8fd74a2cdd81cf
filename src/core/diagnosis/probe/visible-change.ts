import type { Problem } from "../../problem";
import { Random } from "../../arithmetic/random";
import type { GradientName } from "../../verdict";
import type { Mistake } from "../catalogue/contract/mistake";
import { allowance, vectorMagnitudes } from "../evidence/allowance";
import { componentsOf, noiseOf, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { predictor } from "../explain/predicted-dx";
import type { CellFormula } from "../formula/cell-formula";
import { createColumnReader, type Mask } from "../formula/column-reader";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { fillLine, lineOf, type Line } from "../formula/dx-line";
import { each } from "../formula/term-effect";

/**
 * What a mistake would change, as a short list of numbers for each column, each in units of what rounding changes. Two
 * mistakes whose changes agree to a few units look the same. Components on {1, xhat, rest of g} hold a change inside of
 * that span exactly; random projections stand for what lies outside; one number each for dgamma and dbeta.
 */
export type VisibleChange = Float64Array; // (D * WIDTH)
const PROJECTIONS = 4;
const WIDTH = 3 + PROJECTIONS + 2;

export class ChangeProjector {
  readonly statistics: Statistics;
  private readonly blank: DxObservation;
  private readonly noiseGamma: Float64Array; // (D)
  private readonly noiseBeta: Float64Array; // (D)
  private readonly signs: Float64Array; // (PROJECTIONS, N)

  constructor(
    private readonly problem: Problem,
    precision: GivenPrecision,
    private readonly tensors: readonly GradientName[],
    careful: boolean,
  ) {
    const s = (this.statistics = createStatistics(problem));
    if (careful) s.offset.fill(0);
    const zero = new Float64Array(s.D);
    const noise = each(s.D, (k) => noiseOf(s, k, precision, s.size[k]));
    this.blank = {
      statistics: s, noise, one: zero, xhat: zero, rest: zero, outside: zero, total: zero,
      square: 0, sumOutside: 0, unusable: 0, nearby: [],
    }; // prettier-ignore
    const sure = (name: "dgamma" | "dbeta", k: number): number => {
      const magnitudes = vectorMagnitudes(s, name, k);
      return allowance(precision, s.rows, magnitudes.terms, magnitudes).sure + 1e-300;
    };
    this.noiseGamma = each(s.D, (k) => sure("dgamma", k));
    this.noiseBeta = each(s.D, (k) => sure("dbeta", k));
    const random = new Random(20);
    this.signs = Float64Array.from({ length: PROJECTIONS * s.rows }, () => (random.below(2) ? 1 : -1));
  }

  /** Nothing changes. */
  correct(): VisibleChange {
    return new Float64Array(this.statistics.D * WIDTH);
  }

  /** undefined when the mistake has no form here, or touches none of the tensors. */
  of(mistake: Mistake): VisibleChange | undefined {
    const s = this.statistics;
    const { parameter, mask } = mistake;
    const cellFormula = mistake.cellFormulas?.find(({ applies }) => applies?.(s) ?? true);
    if (!this.tensors.includes(mistake.tensor)) return undefined;
    const change = this.correct();
    const effect = (parameter ? parameter.effects(s, parameter.another(s)) : mistake.effects?.(s))?.[0];
    const ofDx = this.tensors.includes("dx");
    if (effect && ofDx) this.fromEffect(change, effect);
    else if ((cellFormula ?? mask) && ofDx) this.fromCells(change, cellFormula, mask);
    const dgamma = parameter ? parameter.dgamma(s, parameter.another(s)) : mistake.dgamma?.(s)[0];
    const dbeta = mistake.dbeta?.(s)[0];
    if (!effect && !cellFormula && !mask && !dgamma && !dbeta) return undefined;
    for (let k = 0; k < s.D; k++) {
      const at = k * WIDTH + 3 + PROJECTIONS;
      if (dgamma && this.tensors.includes("dgamma")) change[at] = (dgamma[k] - s.dgamma[k]) / this.noiseGamma[k];
      if (dbeta && this.tensors.includes("dbeta")) change[at + 1] = (dbeta[k] - s.dbeta[k]) / this.noiseBeta[k];
    }
    return change;
  }

  private fromEffect(change: VisibleChange, effect: Parameters<typeof componentsOf>[1]): void {
    const line: Line = { g: 0, one: 0, xhat: 0 };
    const { D, N } = this.statistics;
    for (let k = 0; k < D; k++) {
      const { g, one, xhat } = componentsOf(this.blank, effect, k, line);
      change.set([one / Math.sqrt(N), xhat / Math.sqrt(N), g / Math.sqrt(N)], k * WIDTH);
    }
  }

  private fromCells(change: VisibleChange, cellFormula: CellFormula | undefined, mask: Mask | undefined): void {
    const s = this.statistics;
    const { N, D, rows, problem } = s;
    const isMember = (i: number): boolean => problem.mask?.[i] !== 0;
    const under = mask ? { ...this.blank, statistics: createStatistics(this.problem, mask) } : undefined;
    const fill = predictor({ cellFormula, under }, this.blank);
    const read = createColumnReader(this.problem, "correct", s.centres);
    const wrong = new Float64Array(rows);
    const right = new Float64Array(rows);
    const line: Line = { g: 0, one: 0, xhat: 0 };
    for (let k = 0; k < D; k++) {
      fill(k, wrong);
      const column = read(k);
      const { g, xhat } = column;
      lineOf(s, {}, k, line);
      fillLine(s, line, column, right);
      const rest = (i: number): number => (isMember(i) ? g[i] - s.level[k] - s.slope[k] * xhat[i] : g[i]);
      let one = 0;
      let alongXhat = 0;
      let alongRest = 0;
      for (let i = 0; i < rows; i++) {
        wrong[i] = (wrong[i] - right[i]) / this.blank.noise[k];
        alongRest += wrong[i] * rest(i);
        if (!isMember(i)) continue;
        one += wrong[i];
        alongXhat += wrong[i] * xhat[i];
      }
      const perOne = one / N;
      const perXhat = s.xhatSquares[k] > 0 ? alongXhat / s.xhatSquares[k] : 0;
      const perRest = s.restSquares[k] > 0 ? alongRest / s.restSquares[k] : 0;
      change.set(
        [perOne, perXhat * Math.sqrt(s.xhatSquares[k] / N), perRest * Math.sqrt(s.restSquares[k] / N)],
        k * WIDTH,
      );
      for (let j = 0; j < PROJECTIONS; j++) {
        let projection = 0;
        for (let i = 0; i < rows; i++) {
          const inside = isMember(i) ? perOne + perXhat * xhat[i] : 0;
          projection += this.signs[j * rows + i] * (wrong[i] - inside - perRest * rest(i));
        }
        change[k * WIDTH + 3 + j] = projection / rows;
      }
    }
  }
}

const VISIBLE = 8; // units of noise

/** Whether any number of two changes differs by more than rounding can. Infinite and NaN entries are visible. */
export function looksDifferent(one: VisibleChange, other: VisibleChange): boolean {
  for (let i = 0; i < one.length; i++) {
    if (!(Math.abs(one[i] - other[i]) <= VISIBLE)) return true;
  }
  return false;
}
