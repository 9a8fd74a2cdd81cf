import { batch, effect, signal, type Signal } from "@preact/signals-core";
import type { PictureName, Plane } from "../../src/protocol/picture";
import { PICTURES } from "../../src/views";
import type { Camera, Cell, CellRange, ColourChoice } from "../store";
import type { Port } from "../transport";
import { fittingPlane, type Axes } from "./geometry";
import { isTourStep, SIDE_TABS, type Page } from "./page-context";
import { own } from "../../src/core/own";

const VERSION = 1;
const QUIET = 200; // ms: a pan must not write sixty states a second

type Raw = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isNumbers = (value: unknown, ...keys: string[]): value is Raw =>
  isRecord(value) && keys.every((key) => isNumber(own(value, key)));
const isPicture = (value: unknown): value is PictureName => (PICTURES as readonly unknown[]).includes(value);

function toPlane(value: unknown): Plane | null {
  if (!isRecord(value)) return null;
  if (value.kind === "matrix") return { kind: "matrix" };
  if (value.kind === "images") return { kind: "images" };
  const { rows, columns, at } = value;
  if (value.kind !== "axes" || !isNumber(rows) || !isNumber(columns)) return null;
  if (!Array.isArray(at) || !at.every(isNumber)) return null;
  return { kind: "axes", rows, columns, at };
}

function toColours(value: unknown): Readonly<Record<string, ColourChoice>> | null {
  if (!isRecord(value)) return null;
  const limit = (x: unknown): x is number | null => x === null || isNumber(x);
  const kinds = ["auto", "linear", "symlog", "log"];
  for (const choice of Object.values(value)) {
    if (!isRecord(choice) || !kinds.includes(String(choice.kind)) || !limit(choice.low) || !limit(choice.high))
      return null;
  }
  return value as Readonly<Record<string, ColourChoice>>;
}

/** Places in a tensor carry its shape: they mean nothing for another one. */
interface KeptPlace {
  readonly shape: unknown;
  readonly place: Raw;
}

function placeOf({ store }: Page): KeptPlace {
  return {
    shape: store.analysis.value?.shape ?? null,
    place: {
      plane: store.plane.value,
      isPlaneChosen: store.isPlaneChosen.value,
      camera: store.camera.value,
      cursor: store.cursor.value,
      selection: store.selection.value,
    },
  };
}

/** The view as JSON. */
function write(page: Page, { shape, place }: KeptPlace): unknown {
  const { store, view } = page;
  return {
    version: VERSION,
    source: store.panel.value?.memento ?? null, // by which the host finds source and settings after a reload
    shape,
    place,
    views: store.views.value,
    areViewsChosen: store.areViewsChosen.value,
    edges: store.edges.value,
    square: store.square.value,
    single: store.single.value,
    active: store.active.value,
    sharedRange: store.sharedRange.value,
    wrongShown: store.wrongShown.value,
    robust: store.robust.value,
    colour: store.colour.value,
    tab: view.tab.value,
    sideOpen: view.sideOpen.value,
    sideSize: view.sideSize.value,
    parametersOpen: view.parametersOpen.value,
    moreParameters: view.moreParameters.value,
    tableTensor: view.tableTensor.value,
    tour: view.tour.value,
  };
}

function put<T>(target: Signal<T>, value: unknown, fits: (value: unknown) => value is T): void {
  if (fits(value)) target.value = value;
}

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

function readView(page: Page, kept: Raw): void {
  const { store, view } = page;
  put(
    store.views,
    kept.views,
    (v): v is readonly PictureName[] => Array.isArray(v) && v.length > 0 && v.every(isPicture),
  );
  // Version 0.1.0 kept views without saying who had chosen them: they stay.
  store.areViewsChosen.value = kept.areViewsChosen !== false && kept.views !== undefined;
  put(store.edges, kept.edges, isBoolean);
  put(store.active, kept.active, isPicture);
  put(store.square, kept.square, isBoolean);
  put(store.single, kept.single, isBoolean);
  put(store.sharedRange, kept.sharedRange, isBoolean);
  put(store.wrongShown, kept.wrongShown, isBoolean);
  put(store.robust, kept.robust, (v): v is number => isNumber(v) && v > 0 && v <= 1);
  store.colour.value = toColours(kept.colour) ?? {};
  put(view.tab, kept.tab, (v): v is (typeof SIDE_TABS)[number] => (SIDE_TABS as readonly unknown[]).includes(v));
  put(view.sideOpen, kept.sideOpen, (v): v is boolean | null => v === null || isBoolean(v));
  put(view.sideSize, kept.sideSize, (v): v is number => isNumber(v) && v > 0);
  // Earlier versions had the boxes open always: who had unfolded all of them finds them so.
  put(view.parametersOpen, kept.parametersOpen ?? kept.moreParameters, isBoolean);
  put(view.moreParameters, kept.moreParameters, isBoolean);
  put(view.tour, kept.tour, isTourStep);
  put(view.tableTensor, kept.tableTensor, isPicture);
}

function readPlace(page: Page, place: Raw, axes: Axes): void {
  const { store } = page;
  const plane = fittingPlane(toPlane(place.plane) ?? { kind: "matrix" }, axes);
  store.plane.value = plane;
  store.isPlaneChosen.value = place.isPlaneChosen !== false; // version 0.1.0 did not say: its plane stays
  const size = store.planeSize.value;
  const { camera, cursor, selection } = place;
  if (isNumbers(camera, "row", "column", "rows", "columns")) store.camera.value = camera as unknown as Camera;
  if (isNumbers(cursor, "row", "column")) {
    const cell = cursor as unknown as Cell;
    if (cell.row < size.rows && cell.column < size.columns) store.cursor.value = cell;
  }
  if (isNumbers(selection, "row0", "row1", "column0", "column1")) {
    const range = selection as unknown as CellRange;
    if (range.row1 <= size.rows && range.column1 <= size.columns) store.selection.value = range;
  }
}

/**
 * Restores the view from the port and keeps it there from now on. Places wait for the first state of their shape. Tells
 * whether there was a view to restore.
 */
export function keepView(page: Page, port: Port): boolean {
  const kept = port.getState();
  const usable = isRecord(kept) && kept.version === VERSION ? kept : null;
  if (usable) readView(page, usable);
  const pending = signal<KeptPlace | null>(
    usable && isRecord(usable.place) ? { shape: usable.shape ?? null, place: usable.place } : null,
  );

  effect(() => {
    const analysis = page.store.analysis.value;
    const waiting = pending.value;
    if (!analysis || !waiting) return;
    batch(() => {
      pending.value = null;
      if (JSON.stringify(analysis.shape) === JSON.stringify(waiting.shape)) readPlace(page, waiting.place, analysis);
    });
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: unknown = null;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest !== null) port.setState(latest);
    latest = null;
  };
  effect(() => {
    // A place that waits for its source is kept as it came: the next reload may come before the source.
    const state = write(page, pending.value ?? placeOf(page));
    if (!page.store.panel.value) return; // before the first state there is nothing new to keep
    latest = state;
    timer ??= setTimeout(flush, QUIET);
  });
  document.addEventListener("visibilitychange", flush);
  globalThis.addEventListener("pagehide", flush);
  return usable !== null;
}
