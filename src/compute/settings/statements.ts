import type { Fault } from "../../core/fault";
import type { Layout } from "../../core/layout";
import { PARAMETERS, type ParameterName, type ParameterState, type TypedName } from "../../protocol/parameters";
import { fitParameter, type Said } from "./fit-statement";
import { namesOf, slotOf } from "./reduce-settings";
import type { AnalysisSettings, ParameterOverride } from "./settings";

/** What the user has said of one parameter. */
interface Statement {
  readonly box?: Pick<ParameterState, "from" | "text">; // what the box shows in place of the value in force
  readonly fault?: Fault; // of the newest statement
  readonly counts?: { readonly from: "typed" | "picked"; readonly said: Said };
}

export type Statements = ReadonlyMap<ParameterName, Statement>;

/** The statements on every parameter for an x of this layout (null: x has none). Those that are left out say nothing. */
export function statementsFor(
  settings: AnalysisSettings,
  x: Layout | null,
  out: ReadonlyMap<ParameterName, Fault>,
): Statements {
  return new Map(
    PARAMETERS.map((name) => {
      const { counts, ...statement } = statementFor(name, settings, x);
      const fault = out.get(name);
      return [name, fault ? { ...statement, fault } : { ...statement, ...(counts && { counts }) }];
    }),
  );
}

/** The newest statement comes first, one that was refused too: with this x it may fit. Where it does not, the one before counts. */
export function statementFor(
  name: ParameterName,
  { refused, parameters }: AnalysisSettings,
  x: Layout | null,
): Statement {
  const names = namesOf(name);
  const statements = [
    ...names.flatMap((typed): Named[] => {
      const text = refused[typed];
      return text === undefined ? [] : [[typed, { from: "typed", text }]];
    }),
    ...names.flatMap((typed): Named[] => (parameters[typed] ? [[typed, parameters[typed]]] : [])),
  ];
  let newest: Statement | undefined;
  for (const [typed, statement] of statements) {
    const fits = fitParameter(typed, statement, x);
    const text = statement.from === "typed" ? statement.text : statement.title;
    if (!fits.ok) {
      newest ??= { fault: fits.fault, ...(statement.from === "typed" && { box: { from: "typed", text } }) };
      continue;
    }
    // A seed's box tells how dout is drawn, whoever has given the seed.
    newest ??= typed === "seed" ? {} : { box: { from: statement.from, text } };
    return { ...newest, counts: { from: statement.from, said: fits.value } };
  }
  return newest ?? {};
}
type Named = [TypedName, ParameterOverride];

/** The parameters of which the user has said something, the newest first. */
export function newestFirst({ parameters, refused }: AnalysisSettings): ParameterName[] {
  const said = [...Object.keys(parameters), ...Object.keys(refused)].reverse() as TypedName[];
  return [...new Set(said.map(slotOf))];
}
