import type { Cell } from "../store";
import { cellAt, isSame, pan } from "./camera";
import type { Scene } from "./scene";
import { rangeBetween } from "./cell-range";

const CLICK = 4; // CSS pixels that the pointer may move within a click
const PINCH = 0.01; // zoom (natural logarithm) for each pixel: a trackpad's pinch comes as a wheel with Ctrl, in small steps
const NOTCH = 0.25; // the most that one step zooms: a wheel's notch is 100 pixels and more

/** In CSS pixels of the window. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where points of the window lie on one picture. */
interface Ground {
  /** Of the picture's width and height. */
  readonly fraction: (point: Point) => Point;
  readonly cellUnder: (point: Point, inside?: boolean) => Cell | null;
  /** By CSS pixels. */
  readonly panBy: (x: number, y: number) => void;
}

function groundOf(element: HTMLElement, scene: Scene): Ground {
  const { planeSize } = scene.store;
  const fraction = ({ x, y }: Point): Point => {
    const box = element.getBoundingClientRect();
    return { x: (x - box.left) / box.width, y: (y - box.top) / box.height };
  };
  return {
    fraction,
    cellUnder(point, inside = false) {
      const { x, y } = fraction(point);
      const clip = (value: number): number => (inside ? Math.min(Math.max(value, 0), 1 - 1e-9) : value);
      return cellAt(scene.camera.value, clip(x), clip(y), planeSize.value);
    },
    panBy(x, y) {
      const box = element.getBoundingClientRect();
      const camera = scene.camera.value;
      const [rows, columns] = [(y / box.height) * camera.rows, (x / box.width) * camera.columns];
      scene.setCamera(pan(camera, rows, columns, planeSize.value));
    },
  };
}

/** Wheel, drag, pinch, click and double-click on one picture. Returns what undoes it. */
export function attachGestures(element: HTMLElement, scene: Scene): () => void {
  const { store } = scene;
  const ground = groundOf(element, scene);
  const { cellUnder, panBy } = ground;
  const pointers = new Map<number, Point>();
  let drag: { kind: "pan" | "select"; anchor: Cell | null; moved: boolean; from: Point } | null = null;

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event);
    const kind = event.shiftKey || scene.dragSelects.value ? "select" : "pan";
    drag = { kind, anchor: cellUnder(event, true), moved: false, from: event };
    if (pointers.size > 1) drag = null;
  };

  const onMove = (event: PointerEvent): void => {
    const last = pointers.get(event.pointerId);
    if (pointers.size === 2 && last) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) pinch(scene, ground, event, last, other);
      pointers.set(event.pointerId, event);
      return;
    }
    const cell = cellUnder(event);
    const hover = store.hover.value;
    if (cell?.row !== hover?.row || cell?.column !== hover?.column) store.hover.value = cell;
    if (!drag || !last) return;
    if (!drag.moved && Math.hypot(event.x - drag.from.x, event.y - drag.from.y) < CLICK) return;
    drag.moved = true;
    if (drag.kind === "pan") {
      panBy(last.x - event.x, last.y - event.y);
    } else {
      const to = cellUnder(event, true);
      if (drag.anchor && to) store.selection.value = rangeBetween(drag.anchor, to);
    }
    pointers.set(event.pointerId, event);
  };

  const onUp = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    if (drag && !drag.moved && event.type === "pointerup") {
      const cell = cellUnder(event);
      if (cell) store.cursor.value = cell;
      if (drag.kind === "pan") store.selection.value = null;
    }
    drag = null;
  };
  return listen(element, {
    wheel: (event: WheelEvent) => turnWheel(event, scene, ground),
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onUp,
    pointerleave: () => (store.hover.value = null),
    dblclick: () => (store.camera.value = null),
  });
}

/** Two fingers: their distance zooms, their middle moves. */
function pinch(scene: Scene, { fraction, panBy }: Ground, now: Point, last: Point, other: Point): void {
  const before = Math.hypot(last.x - other.x, last.y - other.y);
  const after = Math.hypot(now.x - other.x, now.y - other.y);
  const middle = fraction({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  if (before > 0 && after > 0) scene.zoom({ rows: after / before, columns: after / before }, middle);
  panBy((last.x - now.x) / 2, (last.y - now.y) / 2);
}

/**
 * As in VS Code's preview of images: with Ctrl or Cmd held the wheel zooms, else it moves a picture that is zoomed in.
 * Where the picture has nowhere to move, as a fitted one, the page scrolls.
 */
function turnWheel(event: WheelEvent, scene: Scene, { fraction, panBy }: Ground): void {
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
  if (!event.ctrlKey && !event.metaKey) {
    const before = scene.camera.value;
    panBy(event.deltaX * unit, event.deltaY * unit);
    if (!isSame(scene.camera.value, before)) event.preventDefault();
    return;
  }
  event.preventDefault();
  const delta = (event.deltaY || event.deltaX) * unit; // with Shift some systems turn the wheel into columns
  const factor = Math.exp(Math.min(Math.max(-delta * PINCH, -NOTCH), NOTCH));
  scene.zoom({ rows: event.shiftKey ? 1 : factor, columns: event.altKey ? 1 : factor }, fraction(event));
}

/** Listens to events by their names, and returns what ends it. */
function listen(element: HTMLElement, listeners: Readonly<Record<string, (event: never) => void>>): () => void {
  const undo = new AbortController();
  for (const [name, listener] of Object.entries(listeners))
    element.addEventListener(name, listener as EventListener, { passive: false, signal: undo.signal });
  return () => undo.abort();
}
