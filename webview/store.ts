import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { AnalysisState, CheckState } from "../src/protocol/analysis-state";
import type { PanelState } from "../src/protocol/panel-state";
import type { MaskName, PictureName, Plane, StripName, TensorName, TileName } from "../src/protocol/picture";
import type { CellReport } from "../src/protocol/queries";
import { MASKS, masksBy, picturesShown, pictureViewOf, viewOf } from "../src/views";
import type { Kind } from "../src/views/view";
import { affineColumn, imagesOf, planeThrough } from "./page/geometry";
import type { Client } from "./transport";

/** A cell of the shown plane. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What is known exactly of one cell of the shown plane. */
export interface ExactCell extends Cell {
  readonly values: CellReport["values"];
  readonly wrong: CellReport["wrong"];
}

/** A rectangle of cells: first inclusive, last exclusive. */
export interface CellRange {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/** The part of the plane that a view shows, in cells. Shared by all linked views; width and height scale apart. */
export interface Camera {
  readonly row: number; // cell at the top edge, fractional
  readonly column: number; // cell at the left edge
  readonly rows: number; // cells from top to bottom edge
  readonly columns: number; // cells from left to right edge
}

export type ScaleKind = "linear" | "symlog" | "log";

/** How numbers become colours. null limits: automatic, from the tensor's summary and `robust`. */
export interface ColourChoice {
  readonly kind: ScaleKind | "auto";
  readonly low: number | null;
  readonly high: number | null;
}

/** What the page shows and how: one instance for a page, handed to every component. */
export interface Store {
  readonly client: Client;
  /** What kind of numbers a tensor has (src/views), for the heatmap's engine, which knows no view by name. */
  readonly kindOf: (tensor: TensorName) => Kind;
  /** Whether its numbers are errors that the check itself has found, and judged by its tolerance. */
  readonly isOfCheck: (tensor: TensorName) => boolean;
  /** What a tensor is compared with by eye: tensors of one name can share their colours. */
  readonly comparedAs: (tensor: TensorName) => string | undefined;
  /** The mask of the cells that are wrong in a tensor, and how many its verdict counts: the same number is no change. */
  readonly maskOf: (tensor: TensorName) => MaskName | undefined;
  readonly wrongIn: (tensor: TensorName) => number;
  /** The cell of the shown plane where what the verdict calls wrong is worst; null where there is none, or elsewhere. */
  readonly worstIn: (tensor: TensorName) => Cell | null;
  /** Strips that stand under a picture: the numbers of its columns that belong to it. */
  readonly stripsOf: (picture: PictureName) => readonly StripName[];
  /** The last state from the host; null until "ready" is answered. */
  readonly panel: Signal<PanelState | null>;
  readonly analysis: ReadonlySignal<AnalysisState | null>;
  /** The check as far as it has come; newer than analysis.check between states. */
  readonly check: Signal<CheckState | null>;
  /** Rises whenever tiles of the tensor must be asked for again. */
  readonly revision: Signal<Readonly<Partial<Record<TileName, number>>>>;

  readonly plane: Signal<Plane>;
  /** True once the user has chosen the plane: it no longer follows the shape. */
  readonly isPlaneChosen: Signal<boolean>;
  /** Rows and columns of the plane. */
  readonly planeSize: ReadonlySignal<{ readonly rows: number; readonly columns: number }>;
  readonly camera: Signal<Camera | null>; // null: fit
  readonly cursor: Signal<Cell | null>; // the chosen cell: keys and clicks move it
  readonly hover: Signal<Cell | null>; // the cell under the pointer
  readonly inspected: ReadonlySignal<Cell | null>; // hover, else cursor
  /** The exact numbers of the inspected cell, as soon as they have come: what is written of it is written from these. */
  readonly exact: Signal<ExactCell | null>;
  readonly selection: Signal<CellRange | null>;
  readonly views: Signal<readonly PictureName[]>; // shown, in order
  /** True once the user has chosen the views: they are no longer the task's. */
  readonly areViewsChosen: Signal<boolean>;
  readonly edges: Signal<boolean | null>; // sums and maxima at the pictures' edges; null: where there is room
  readonly square: Signal<boolean>; // fit with square cells instead of filling the view
  readonly single: Signal<boolean>; // one at a time instead of side by side
  readonly active: Signal<PictureName>; // the one shown when single, and the one that keys act on
  readonly wrongShown: Signal<boolean>; // wrong cells are outlined and hatched
  readonly sharedRange: Signal<boolean>; // one colour range for what is shown and compared by eye
  readonly robust: Signal<number>; // share of cells inside automatic limits, 1 = all
  readonly colour: Signal<Readonly<Partial<Record<TensorName, ColourChoice>>>>;
  readonly theme: Signal<"light" | "dark" | "hc-dark" | "hc-light">;
  /** Counts the times that the page's colours have become others: there are many themes of one kind. */
  readonly palette: Signal<number>;
  /** How many pieces of the visible pictures are still asked for or unpainted: 0 when all that shows is final. */
  readonly pendingTiles: Signal<number>;
}

/** How many cells each mask holds: those that are wrong by a verdict, and none where the verdict is another. */
function wrongCounts(
  analysis: ReadonlySignal<AnalysisState | null>,
  check: ReadonlySignal<CheckState | null>,
): Readonly<Record<MaskName, ReadonlySignal<number>>> {
  const counted = masksBy().map((mask) => {
    const { by, of } = MASKS[mask];
    const cells = computed(() => {
      const state = by === "check" ? check.value : null;
      const held = by === "comparison" ? analysis.value?.comparison : state?.status === "done" ? state : null;
      return held?.verdict === "wrong" ? (held.tensors[of]?.wrong ?? 0) : 0;
    });
    return [mask, cells] as const;
  });
  return Object.fromEntries(counted) as Record<MaskName, ReadonlySignal<number>>;
}

/** Where the worst of the wrong cells lies in the tensor's own shape: that of the gradient which the tensor is, or is about. */
function worstIndex(
  tensor: TensorName,
  comparison: AnalysisState["comparison"] | undefined,
  check: CheckState | null,
): readonly number[] | undefined {
  const { comparedAs, mask } = viewOf(tensor);
  if (mask === undefined) return undefined;
  const { by, of } = MASKS[mask];
  // Beside the user's gradients the reference shows what should stand there.
  const isCompared = comparison && (by === "comparison" || comparedAs !== undefined);
  const held = isCompared ? comparison : by === "check" && check?.status === "done" ? check : undefined;
  const judged = held?.verdict === "wrong" ? held.tensors[of] : undefined;
  return judged && judged.wrong > 0 ? judged.worst : undefined;
}

/** Rows and columns of a plane of what is shown. */
function sizeOfPlane(state: AnalysisState | null, plane: Plane): { rows: number; columns: number } {
  if (!state) return { rows: 0, columns: 0 };
  const images = plane.kind === "images" ? imagesOf(state) : undefined;
  const extent = (axis: number): number => state.shape[axis] ?? 0;
  if (images) {
    return {
      rows: extent(images.samples) * extent(images.rows),
      columns: extent(images.channels) * extent(images.columns),
    };
  }
  if (plane.kind !== "axes") return { rows: state.rows, columns: state.columns };
  return { rows: extent(plane.rows), columns: extent(plane.columns) };
}

export function createStore(client: Client): Store {
  const panel = signal<PanelState | null>(null);
  const analysis = computed(() => panel.value?.analysis ?? null);
  const check = signal<CheckState | null>(null);
  const wrong = wrongCounts(analysis, check);
  const plane = signal<Plane>({ kind: "matrix" });
  const cursor = signal<Cell | null>(null);
  const hover = signal<Cell | null>(null);
  return {
    client,
    kindOf: (tensor) => viewOf(tensor).kind,
    isOfCheck: (tensor) => viewOf(tensor).checked !== undefined,
    comparedAs: (tensor) => viewOf(tensor).comparedAs,
    maskOf: (tensor) => viewOf(tensor).mask,
    wrongIn: (tensor) => {
      const { mask } = viewOf(tensor);
      return mask === undefined ? 0 : wrong[mask].value;
    },
    worstIn: (tensor) => {
      const state = analysis.value;
      const index = worstIndex(tensor, state?.comparison, check.value);
      if (!state || index === undefined) return null;
      const { mask } = viewOf(tensor);
      if (mask && MASKS[mask].of !== "dx") return { row: 0, column: affineColumn(state, index) };
      const there = planeThrough(plane.value, state, index);
      return there.plane === plane.value ? there.cell : null;
    },
    stripsOf: (picture) => pictureViewOf(picture).strips,
    panel,
    analysis,
    check,
    revision: signal({}),
    plane,
    isPlaneChosen: signal(false),
    planeSize: computed(() => sizeOfPlane(analysis.value, plane.value)),
    camera: signal<Camera | null>(null),
    cursor,
    hover,
    inspected: computed(() => hover.value ?? cursor.value),
    exact: signal<ExactCell | null>(null),
    selection: signal<CellRange | null>(null),
    views: signal<readonly PictureName[]>(picturesShown("at first")),
    areViewsChosen: signal(false),
    edges: signal<boolean | null>(null),
    square: signal(false),
    single: signal(false),
    active: signal<PictureName>("dx"),
    wrongShown: signal(true),
    sharedRange: signal(false),
    robust: signal(1),
    colour: signal({}),
    theme: signal<"light" | "dark" | "hc-dark" | "hc-light">("dark"),
    palette: signal(0),
    pendingTiles: signal(0),
  };
}
