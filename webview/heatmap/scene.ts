import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { foundOfCheck } from "../../src/protocol/found-of-check";
import type { MaskName, TensorName, TileName } from "../../src/protocol/picture";
import type { Camera, ColourChoice, Store } from "../store";
import * as cameras from "./camera";
import { tableOf, type Table } from "./painting/colour";
import { familyOf, joined, scaleOf } from "./colour-limits";
import type { Scale } from "./scale";
import { chosenTensors } from "./chosen-tensors";
import { TileCache, type Edition } from "./tile-cache";

/** Something on screen that is drawn at most once a frame. */
export interface Drawable {
  /** Tensor whose numbers it shows; null when it shows none. */
  readonly tensor: TensorName | null;
  /** Mask of wrong cells that it shows, too. */
  readonly mask?: MaskName | null;
  /** Draws, and tells how many pieces are still missing. */
  draw(): number;
}

/** Before a picture has been laid out. */
const UNKNOWN: cameras.Viewport = { width: 600, height: 300 };

/** What all pictures of one page share: the resolved camera, the scales, the tiles and the frame. */
export class Scene {
  readonly tiles: TileCache;
  /** Size of the smallest picture in CSS pixels: by it cameras are kept within bounds, so that each can show its numbers. */
  readonly viewport: ReadonlySignal<cameras.Viewport>;
  /** Sizes of all pictures on screen. */
  readonly sizes: Signal<ReadonlyMap<object, cameras.Viewport>> = signal(new Map());
  /** Device pixels for one CSS pixel. */
  readonly ratio: Signal<number> = signal(1);
  /** What dragging does: moves the picture, or selects a rectangle (as shift-dragging always does). */
  readonly dragSelects: Signal<boolean> = signal(false);
  /** The camera in force: the user's, kept within the plane, or the one that fits. */
  readonly camera: ReadonlySignal<Camera>;

  private readonly scales = new Map<TensorName, ReadonlySignal<Scale | null>>();
  private readonly drawables = new Map<Drawable, number>(); // pieces missing, as of the last draw
  private readonly dirty = new Set<Drawable>();
  private frame = 0;
  private shape = "";

  constructor(readonly store: Store) {
    this.tiles = new TileCache(store.client, (tensor) => this.refresh(tensor));
    this.viewport = computed(() => {
      const area = ({ width, height }: cameras.Viewport): number => width * height;
      const all = [...this.sizes.value.values()];
      return all.length ? all.reduce((least, size) => (area(size) < area(least) ? size : least)) : UNKNOWN;
    });
    this.camera = computed(() => {
      const extent = store.planeSize.value;
      const chosen = store.camera.value;
      const square = store.square.value;
      if (extent.rows === 0 || extent.columns === 0) return { row: 0, column: 0, rows: 1, columns: 1 };
      return chosen
        ? cameras.clamp(chosen, extent, this.viewport.value, square)
        : cameras.fit(extent, this.viewport.value, square);
    });
    // Numbers of another shape have no place in the new picture; of the same shape they stay until the newer ones come.
    effect(() => {
      const analysis = store.analysis.value;
      const shape = analysis ? `${analysis.shape.join("x")} on ${analysis.columnAxes.join()}` : "";
      if (shape !== this.shape) this.tiles.clear();
      this.shape = shape;
    });
  }

  /** Takes note of a picture's size; null when it leaves the page. */
  resized(picture: object, size: cameras.Viewport | null): void {
    const before = this.sizes.peek().get(picture);
    if (before?.width === size?.width && before?.height === size?.height) return;
    const sizes = new Map(this.sizes.peek());
    if (size) sizes.set(picture, size);
    else sizes.delete(picture);
    this.sizes.value = sizes;
  }

  edition(tensor: TileName): Edition {
    return {
      generation: this.store.analysis.value?.generation ?? -1,
      revision: this.store.revision.value[tensor] ?? 0,
    };
  }

  /** The scale in force for a tensor; null while nothing is known of it. */
  scale(tensor: TensorName): ReadonlySignal<Scale | null> {
    let known = this.scales.get(tensor);
    if (!known) {
      known = computed(() => {
        const own = this.ownScale(tensor);
        const group = this.sharing(tensor);
        if (!own || group.length < 2) return own;
        return joined(group.map((name) => this.ownScale(name)).filter((scale) => scale !== null)) ?? own;
      });
      this.scales.set(tensor, known);
    }
    return known;
  }

  private ownScale(tensor: TensorName): Scale | null {
    const { analysis, check, robust, colour } = this.store;
    const summary = analysis.value?.summaries[tensor];
    if (!summary) return null;
    const tolerance = foundOfCheck(check.value)?.tolerance ?? null;
    return scaleOf({
      kind: this.store.kindOf(tensor),
      summary,
      robust: robust.value,
      choice: colour.value[tensor],
      tolerance,
    });
  }

  /** What shares one range with this tensor: what is shown and compared with it by eye, under one kind of scale. */
  private sharing(tensor: TensorName): readonly TensorName[] {
    const group = this.store.sharedRange.value ? this.groupOf(tensor) : null;
    if (group === null) return [tensor];
    const alike = chosenTensors(this.store).filter((name) => this.groupOf(name) === group);
    return alike.includes(tensor) ? alike : [tensor];
  }

  /** null: alone, as a tensor of zeros is, or one of a single sign, whose own range tells more. */
  private groupOf(tensor: TensorName): string | null {
    const summary = this.store.analysis.value?.summaries[tensor];
    const scale = this.ownScale(tensor);
    const comparedAs = this.store.comparedAs(tensor);
    if (!summary || !scale || comparedAs === undefined || (summary.min === 0 && summary.max === 0)) return null;
    const isDiverging = familyOf(this.store.kindOf(tensor), summary) === "diverging";
    return isDiverging ? `${comparedAs} ${scale.kind}` : null;
  }

  /** Changes the colours of a tensor, and of those that share its range. */
  chooseColour(tensor: TensorName, change: Partial<ColourChoice>): void {
    const { colour } = this.store;
    const next = { ...colour.value };
    for (const name of this.sharing(tensor)) {
      next[name] = { ...(next[name] ?? { kind: "auto", low: null, high: null }), ...change };
    }
    colour.value = next;
  }

  table(scale: Scale): Table {
    return tableOf(scale.family, this.store.theme.value);
  }

  // --------------------------------------------------------------------------------------------------------- camera

  setCamera(camera: Camera): void {
    const { store } = this;
    const extent = store.planeSize.value;
    const next = cameras.clamp(camera, extent, this.viewport.value, store.square.value);
    const whole = cameras.fit(extent, this.viewport.value, store.square.value);
    store.camera.value = cameras.isSame(next, whole) ? null : next;
  }

  zoom(factor: { rows: number; columns: number }, point: { x: number; y: number }): void {
    const { planeSize, square } = this.store;
    this.setCamera(
      cameras.zoomAbout(this.camera.value, factor, point, planeSize.value, this.viewport.value, square.value),
    );
  }

  // -------------------------------------------------------------------------------------------------------- the frame

  add(drawable: Drawable): void {
    this.drawables.set(drawable, 0);
    this.schedule(drawable);
  }

  remove(drawable: Drawable): void {
    this.drawables.delete(drawable);
    this.dirty.delete(drawable);
    this.tiles.forget(drawable);
    this.count();
  }

  /** Draws in the next frame. */
  schedule(drawable: Drawable): void {
    if (!this.drawables.has(drawable)) return;
    this.dirty.add(drawable);
    this.count();
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawAll());
  }

  /** Draws everything that shows this tensor or mask in the next frame. */
  refresh(name: TileName): void {
    for (const drawable of this.drawables.keys())
      if (drawable.tensor === name || drawable.mask === name) this.schedule(drawable);
  }

  /** Draws what is due without waiting for the frame; what comes before the frame then waits for the next one. */
  drawNow(): void {
    cancelAnimationFrame(this.frame);
    this.drawAll();
    this.frame = requestAnimationFrame(() => (this.frame = requestAnimationFrame(() => this.drawAll())));
  }

  private drawAll(): void {
    this.frame = 0;
    const now = [...this.dirty];
    this.dirty.clear();
    for (const drawable of now) if (this.drawables.has(drawable)) this.drawables.set(drawable, drawable.draw());
    this.count();
  }

  private count(): void {
    let pending = this.dirty.size;
    for (const missing of this.drawables.values()) pending += missing;
    this.store.pendingTiles.value = pending;
  }
}

const scenes = new WeakMap<Store, Scene>();

/** The one scene of a store. */
export function sceneOf(store: Store): Scene {
  let scene = scenes.get(store);
  if (!scene) {
    scene = new Scene(store);
    scenes.set(store, scene);
  }
  return scene;
}
