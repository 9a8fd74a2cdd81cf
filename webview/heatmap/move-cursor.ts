import type { Cell } from "../store";
import { centreOn, isSame, reveal } from "./camera";
import type { Scene } from "./scene";

/** Puts the cursor on a cell, inside the plane and in view. */
export function moveCursor(scene: Scene, cell: Cell): void {
  const extent = scene.store.planeSize.value;
  const inside = {
    row: Math.min(Math.max(cell.row, 0), extent.rows - 1),
    column: Math.min(Math.max(cell.column, 0), extent.columns - 1),
  };
  scene.store.cursor.value = inside;
  const camera = scene.camera.value;
  const moved = reveal(camera, inside, extent);
  if (!isSame(camera, moved)) scene.setCamera(moved);
}

/** Puts the cursor on a cell and the cell in the middle of the view, if the view does not show everything. */
export function goTo(scene: Scene, cell: Cell): void {
  moveCursor(scene, cell);
  scene.setCamera(centreOn(scene.camera.value, cell, scene.store.planeSize.value));
}
