import { failure, success, type Result } from "../core/fault";
import { own } from "../core/own";
import { WORKER_EXPORTS } from "../exports";
import type { ExportFormat } from "../protocol/analysis-requests";
import type { ExplainPicture } from "../protocol/explain";
import { GIVEN_ROLES, type Given, type GivenRole } from "../protocol/given";
import { type ParameterName, PARAMETERS, type Role, type TypedName } from "../protocol/parameters";
import type { Plane, TensorName, TileName } from "../protocol/picture";
import type { Ask, PanelRequest, RequestName } from "../protocol/requests";
import { isMask, PICTURES, STRIPS } from "../views";

/** Whether something that came from outside is a T. */
type Guard<T> = (value: unknown) => value is T;

const isNull = (value: unknown): value is null => value === null;
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isPositive = (value: unknown): value is number => isWhole(value) && value > 0;
const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const either =
  <A, B>(first: Guard<A>, second: Guard<B>): Guard<A | B> =>
  (value): value is A | B =>
    first(value) || second(value);
const listOf =
  <T>(isItem: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(isItem);
/** One of the names; a name of T that is left out is a compile error. */
const oneOf =
  <T extends string>(names: Readonly<Record<T, true>>): Guard<T> =>
  (value): value is T =>
    typeof value === "string" && Object.hasOwn(names, value);
/** An object whose own fields are right; a field of T that is left out is a compile error. */
const fields =
  <T extends object>(guards: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> =>
  (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    const record = value as Readonly<Record<string, unknown>>;
    return Object.entries<Guard<unknown>>(guards).every(([key, fits]) => fits(own(record, key)));
  };

const NAMES = Object.fromEntries(PARAMETERS.map((name) => [name, true])) as Readonly<Record<ParameterName, true>>;
const ROLES: Readonly<Record<Role, true>> = {
  ...NAMES,
  candidate: true,
  "candidate.dx": true,
  "candidate.dgamma": true,
  "candidate.dbeta": true,
  "candidate2.dx": true,
  "candidate2.dgamma": true,
  "candidate2.dbeta": true,
};
const EXPORT_FORMATS: ReadonlySet<unknown> = new Set(WORKER_EXPORTS);
const isExportFormat = (value: unknown): value is ExportFormat => EXPORT_FORMATS.has(value);
const TENSORS: ReadonlySet<unknown> = new Set<TensorName>([...PICTURES, ...STRIPS]);
const isTensor = (value: unknown): value is TensorName => TENSORS.has(value);
const isTile = (value: unknown): value is TileName => isTensor(value) || isMask(value);
const isPlane: Guard<Plane> = either(
  either(
    fields<Extract<Plane, { kind: "matrix" }>>({ kind: oneOf({ matrix: true }) }),
    fields<Extract<Plane, { kind: "images" }>>({ kind: oneOf({ images: true }) }),
  ),
  fields<Extract<Plane, { kind: "axes" }>>({
    kind: oneOf({ axes: true }),
    rows: isWhole,
    columns: isWhole,
    at: listOf(isWhole),
  }),
);
const isExplainPicture: Guard<ExplainPicture> = either(
  either(
    fields<Extract<ExplainPicture, { kind: "jacobian" }>>({
      kind: oneOf({ jacobian: true }),
      column: isWhole,
      piece: oneOf({ whole: true, direct: true, variance: true, numeric: true, error: true }),
    }),
    fields<Extract<ExplainPicture, { kind: "term" }>>({
      kind: oneOf({ term: true }),
      term: oneOf({ direct: true, mean: true, variance: true }),
    }),
  ),
  fields<Extract<ExplainPicture, { kind: "placement" }>>({
    kind: oneOf({ placement: true }),
    placement: oneOf({ "bn-relu": true, "relu-bn": true, none: true }),
    of: oneOf({ out: true, dx: true }),
  }),
);
const isCell = fields<Ask<"cell">>({ row: isWhole, column: isWhole });
const isRole = oneOf<Role>(ROLES);
const isGivenRole = (value: unknown): value is GivenRole => GIVEN_ROLES.some((role) => role === value);
const isGiven: Guard<Given> = either(
  fields<Extract<Given, { content: unknown }>>({ name: isText, content: either(isText, isBytes) }),
  fields<Extract<Given, { uri: string }>>({ name: isText, uri: isText }),
);
const block = { row0: isWhole, row1: isWhole, column0: isWhole, column1: isWhole };

/** What each request may ask. A request that is forgotten here, or a field of one, is a compile error. */
const ASKS: { readonly [K in RequestName]: Guard<Ask<K>> } = {
  findOwnLine: fields<Ask<"findOwnLine">>({ diagnosis: isWhole }),
  showPlace: fields<Ask<"showPlace">>({ line: isWhole, column: isWhole }),
  showOwnLine: fields<Ask<"showOwnLine">>({ line: isWhole }),
  tiles: listOf(
    fields<Ask<"tiles">[number]>({
      tensor: isTile,
      plane: isPlane,
      levelRow: isWhole,
      levelColumn: isWhole,
      row: isWhole,
      column: isWhole,
    }),
  ),
  drawn: isNull,
  cell: isCell,
  region: fields<Ask<"region">>({ plane: isPlane, ...block, tensors: listOf(isTensor), bins: isWhole }),
  marginal: fields<Ask<"marginal">>({
    tensor: isTensor,
    plane: isPlane,
    along: oneOf({ rows: true, columns: true }),
    from: isWhole,
    to: isWhole,
    bins: isWhole,
  }),
  profile: fields<Ask<"profile">>({
    candidate: isBoolean,
    tensor: oneOf({ dx: true, dgamma: true, dbeta: true }),
    along: oneOf({ rows: true, columns: true }),
    tile: isPositive,
    bins: isPositive,
  }),
  sweep: fields<Ask<"sweep">>({
    scope: oneOf({ cell: true, column: true, all: true }),
    row: isWhole,
    column: isWhole,
  }),
  ulps: fields<Ask<"ulps">>({ tensor: oneOf({ ulp: true, dgammaUlp: true, dbetaUlp: true }) }),
  find: fields<Ask<"find">>({
    tensor: isTensor,
    what: oneOf({ nan: true, infinite: true, beyond: true, wrong: true }),
    low: isNumber,
    high: isNumber,
    plane: isPlane,
    after: either(isCell, isNull),
  }),
  worst: fields<Ask<"worst">>({ candidate: isBoolean }),
  values: fields<Ask<"values">>({ tensor: isTensor, plane: isPlane, ...block }),
  explainCell: fields<Ask<"explainCell">>({ row: isWhole, column: isWhole, from: isWhole, to: isWhole }),
  explainColumn: fields<Ask<"explainColumn">>({ column: isWhole, from: isWhole, to: isWhole }),
  explainTiles: listOf(
    fields<Ask<"explainTiles">[number]>({
      picture: isExplainPicture,
      levelRow: isCount,
      levelColumn: isCount,
      row: isCount,
      column: isCount,
    }),
  ),
  explainPicture: isExplainPicture,
  placements: isNull,
  experiment: fields<Ask<"experiment">>({ seed: isWhole, from: isCount, isNew: isBoolean }),
  exportBytes: fields<Ask<"exportBytes">>({ format: isExportFormat, tensor: isTensor }),
  search: fields<Ask<"search">>({
    tensor: isTensor,
    wanted: fields<Ask<"search">["wanted"]>({
      what: oneOf({
        nan: true,
        inf: true,
        "-inf": true,
        above: true,
        from: true,
        below: true,
        to: true,
        within: true,
      }),
      low: isNumber,
      high: isNumber,
    }),
    row0: isWhole,
    row1: isWhole,
    from: either(isCell, isNull),
    nth: isWhole,
  }),
  ready: isNull,
  setParameter: fields<Ask<"setParameter">>({
    name: oneOf<TypedName>({ ...NAMES, seed: true }),
    text: isText,
  }),
  setAffine: fields<Ask<"setAffine">>({ affine: isBoolean }),
  takeFit: fields<Ask<"takeFit">>({ fit: isWhole }),
  pick: fields<Ask<"pick">>({ role: isRole }),
  useGiven: fields<Ask<"useGiven">>({ as: isGivenRole, given: isGiven }),
  clearCandidate: isNull,
  useSeparatingProbe: isNull,
  endProbe: isNull,
  undo: isNull,
  setPrecision: fields<Ask<"setPrecision">>({ precision: oneOf({ standard: true, exact: true }) }),
  cancelCheck: isNull,
  restartCheck: isNull,
  checkAll: isNull,
  refresh: isNull,
  cancelReading: isNull,
  useOffer: fields<Ask<"useOffer">>({ role: isRole, title: isText }),
  reveal: isCell,
  copyText: fields<Ask<"copyText">>({ text: isText }),
  saveFile: fields<Ask<"saveFile">>({ name: isText, bytes: isBytes }),
  saveExport: fields<Ask<"saveExport">>({ format: isExportFormat, tensor: isTensor, name: isText }),
  showStop: fields<Ask<"showStop">>({ stop: either(isWhole, isNull) }),
  readAs: fields<Ask<"readAs">>({ id: isText }),
  collectAll: isNull,
  tourTaken: isNull,
};

/** A message of the page that was read; `id` is the number under which the page waits for an answer, if it has one. */
type ReadMessage = Result<PanelRequest> & { readonly id: number | null };

/** Reads a message of the page, which is not trusted: only a request of a known name and content is let through. */
export function readRequest(message: unknown): ReadMessage {
  const id = isNumbered(message) ? message.id : null;
  const refuse = (text: string): ReadMessage => ({ ...failure("no-request", text), id });
  if (!isRequestForm(message)) return refuse("Expected a request with id, name, generation and ask.");
  const { name, ask } = message;
  if (!isRequestName(name)) return refuse(`Expected the name of a request, got "${name.slice(0, 40)}".`);
  if (!ASKS[name](ask)) return refuse(`A request ${name} cannot ask for what it came with.`);
  return { ...success(message as PanelRequest), id };
}

const isNumbered = fields<{ readonly id: number }>({ id: isWhole });
const isRequestForm = fields<{ id: number; name: string; generation: number; ask: unknown }>({
  id: isWhole,
  name: isText,
  generation: isWhole,
  ask: (value): value is unknown => value !== undefined,
});

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(ASKS, name);
}
