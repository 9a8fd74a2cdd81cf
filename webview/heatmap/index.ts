import "./linked-views";

export { columnsPerChannel } from "./channel";
export { goTo } from "./move-cursor";
export { KEY_HELP, POINTER_HELP } from "./keys";
export { partRows, type PartRows } from "./batch-parts";
export { rehearse } from "./rehearse";
export { sceneOf } from "./scene";
export { labelOf, signOf, titleOf } from "./tensor-names";
export { toleranceMark } from "./tolerance-mark";
export type { HeatmapElement } from "./heatmap";
export type { LinkedViewsElement } from "./linked-views";
export type { ViewElement } from "./view-element";
