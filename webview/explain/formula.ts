import { html, mathml, type TemplateResult } from "lit";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import { short } from "../page/numbers";

/** A piece of a formula. */
export type Piece = ReturnType<typeof mathml>;

const symbol = (text: string): Piece => mathml`<mi>${text}</mi>`;
const sign = (text: string): Piece => mathml`<mo>${text}</mo>`;
const stacked = (under: string, over: string): Piece =>
  mathml`<mover accent="true"><mi>${under}</mi><mo stretchy="false">${over}</mo></mover>`;

export const DX = symbol("dx");
export const GAMMA = symbol("γ");
export const R = symbol("r");
export const DOUT = symbol("dout");
export const C = symbol("c");
export const XHAT = stacked("x", "^");
export const GBAR = stacked("g", "¯");
export const U = symbol("u");
export const UBAR = stacked("u", "¯");
export const EQUALS = sign("=");
export const MINUS = sign("−");
/** The same at the start of a formula, where it would stand as a sign does. */
export const MINUS_BETWEEN = mathml`<mo form="infix">−</mo>`;
export const TIMES = sign("·");
export const OPEN = mathml`<mo stretchy="false">(</mo>`;
export const CLOSE = mathml`<mo stretchy="false">)</mo>`;

const subscript = (name: string, index: string): Piece => mathml`<msub><mi>${name}</mi><mi>${index}</mi></msub>`;

/** A derivative: d (over) / d (under). */
export function slope(over: Piece, under: Piece): Piece {
  return mathml`<mfrac><mrow><mo>∂</mo>${over}</mrow><mrow><mo>∂</mo>${under}</mrow></mfrac>`;
}

export const OUT_I = subscript("out", "i");
export const X_L = subscript("x", "l");
export const MU = symbol("μ");
export const V = symbol("v");
export const BETA = symbol("β");
export const LOSS = symbol("L");
export const DELTA_IL = subscript("δ", "il");
export const XHAT_I = mathml`<msub><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mi>i</mi></msub>`;
export const XHAT_L = mathml`<msub><mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover><mi>l</mi></msub>`;
export const DOUT_I = subscript("dout", "i");
export const DOUT_L = subscript("dout", "l");
export const DX_L = subscript("dx", "l");
export const GAMMA_I = subscript("γ", "i");
export const BETA_I = subscript("β", "i");
export const DGAMMA = symbol("dγ");
export const DBETA = symbol("dβ");
export const DGAMMA_L = subscript("dγ", "l");
export const DBETA_L = subscript("dβ", "l");
/** Of how many elements a set is, by its name in the layer's formulas. */
export const COUNTS = { N: symbol("N"), M: symbol("M") } as const;
export const COMMA = mathml`<mo separator="true">,</mo><mspace width="1em" />`;
/** In front of a share of something: "of dγ:". */
export const shareOf = (whole: Piece): Piece =>
  mathml`<mtext>of</mtext><mspace width="0.3em" />${whole}<mo>:</mo><mspace width="0.3em" />`;
export const SUM_I = mathml`<munder><mo>∑</mo><mi>i</mi></munder>`;

export const PLUS = sign("+");
export const EPS = symbol("ε");
export const ROOT_V = mathml`<msqrt><mi>v</mi></msqrt>`;
/** The slope of the activation at output i. */
export const A_I = subscript("a", "i");

/** A number with three digits, in brackets where its sign would meet another one. */
export function figure(value: Numeric): Piece {
  const number = mathml`<mn>${short(value)}</mn>`;
  return fromNumeric(value) < 0 ? mathml`<mrow>${OPEN}${number}${CLOSE}</mrow>` : number;
}

/** A number as it stands after an equals sign or a bracket. */
export function bare(value: Numeric): Piece {
  return mathml`<mn>${short(value)}</mn>`;
}

/** A whole number. */
export function whole(value: number): Piece {
  return mathml`<mn>${value}</mn>`;
}

export function fraction(over: Piece | readonly Piece[], under: Piece): Piece {
  return mathml`<mfrac><mrow>${over}</mrow>${under}</mfrac>`;
}

/** One less than a count. */
export function lessOne(count: Piece): Piece {
  return mathml`<mrow>${count}${MINUS}<mn>1</mn></mrow>`;
}

/** Pieces as one. */
export function row(pieces: readonly Piece[]): Piece {
  return mathml`<mrow>${pieces}</mrow>`;
}

/** A number that is taken away. */
export function less(value: Numeric): Piece {
  const number = fromNumeric(value);
  return number < 0 ? mathml`${sign("+")}${bare(-number)}` : mathml`${MINUS}${bare(value)}`;
}

/** Factors with dots between them. */
export function product(...factors: readonly Numeric[]): Piece {
  return mathml`<mrow>${factors.map((factor, at) => (at === 0 ? figure(factor) : mathml`${TIMES}${figure(factor)}`))}</mrow>`;
}

/** A formula of its own. `says` is the same in plain text, for who copies it or reads MathML in no other way. */
export function formula(says: string, ...pieces: readonly Piece[]): TemplateResult {
  return html`<math displaystyle="true" alttext=${says}><mrow>${pieces}</mrow></math>`;
}
