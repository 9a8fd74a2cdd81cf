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
export const EQUALS = sign("=");
export const MINUS = sign("−");
export const TIMES = sign("·");
export const OPEN = mathml`<mo stretchy="false">(</mo>`;
export const CLOSE = mathml`<mo stretchy="false">)</mo>`;

/** A number with three digits, in brackets where its sign would meet another one. */
export function figure(value: Numeric): Piece {
  const number = mathml`<mn>${short(value)}</mn>`;
  return fromNumeric(value) < 0 ? mathml`<mrow>${OPEN}${number}${CLOSE}</mrow>` : number;
}

/** A number as it stands after an equals sign or a bracket. */
export function bare(value: Numeric): Piece {
  return mathml`<mn>${short(value)}</mn>`;
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
  return html`<math alttext=${says}><mrow>${pieces}</mrow></math>`;
}
