import type { PictureName, TensorName } from "../../src/protocol/picture";
import type { Store } from "../store";

/** Pictures that the user has put side by side; one at a time they are what the keys go through. */
function chosenPictures(store: Store): readonly PictureName[] {
  const { single, active, views } = store;
  return single.value && !views.value.includes(active.value) ? [active.value, ...views.value] : views.value;
}

/** Those pictures and the strips under them, as far as there are numbers of them. */
export function chosenTensors(store: Store): readonly TensorName[] {
  const summaries = store.analysis.value?.summaries;
  const all = chosenPictures(store).flatMap((picture): TensorName[] => [picture, ...store.stripsOf(picture)]);
  return [...new Set(all)].filter((name) => summaries?.[name]);
}
