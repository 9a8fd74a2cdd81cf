import { PICTURE_VIEWS, type PictureName } from "./pictures";
import { STRIP_VIEWS, type StripName } from "./strips";
import type { PictureView, View } from "./view";

/** Everything that can be shown, by name. A view is added by its file and its row in pictures/ or strips/. */
export { PICTURE_VIEWS, STRIP_VIEWS };
export { isMask, MASKS, masksBy, type MaskName } from "./masks";
export type { PictureName, StripName };
export type TensorName = PictureName | StripName;

export const VIEWS: readonly View<TensorName>[] = [...PICTURE_VIEWS, ...STRIP_VIEWS];
export const PICTURES: readonly PictureName[] = PICTURE_VIEWS.map(({ name }) => name);
export const STRIPS: readonly StripName[] = STRIP_VIEWS.map(({ name }) => name);

const byName: ReadonlyMap<string, View<TensorName>> = new Map(VIEWS.map((view) => [view.name, view]));
const pictures: ReadonlyMap<string, PictureView<PictureName, StripName>> = new Map(
  PICTURE_VIEWS.map((view) => [view.name, view]),
);

export function viewOf(name: TensorName): View<TensorName> {
  return known(byName, name);
}
export function pictureViewOf(name: PictureName): PictureView<PictureName, StripName> {
  return known(pictures, name);
}

/** Names of the pictures that are shown then. */
export function picturesShown(when: PictureView<string, string>["shown"]): readonly PictureName[] {
  return PICTURE_VIEWS.filter(({ shown }) => shown === when).map(({ name }) => name);
}

/** Names of the views that the inspector lists there. */
export function viewsListed(where: View<string>["listed"]): readonly TensorName[] {
  return VIEWS.filter(({ listed }) => listed === where).map(({ name }) => name);
}

/** Tensors that a check changes. */
export const CHECKED: readonly TensorName[] = VIEWS.filter(({ checked }) => checked).map(({ name }) => name);
/** Those of them whose cells come in while it runs. */
export const COMING_IN: readonly TensorName[] = VIEWS.filter(({ checked }) => checked === "cell by cell").map(
  ({ name }) => name,
);

function known<T>(views: ReadonlyMap<string, T>, name: string): T {
  const view = views.get(name);
  if (view === undefined) throw new Error(`expected the name of a view, got ${name}`);
  return view;
}
