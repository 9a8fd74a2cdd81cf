import { SHOWN, type PictureStore } from "./picture-store";

/** Gives pictures one range of colours around 0: what is equally large looks equally strong. */
export function oneRange(pictures: readonly PictureStore[]): void {
  const summaries = pictures.map(({ store }) => store.analysis.value?.summaries[SHOWN]);
  const high = Math.max(...summaries.map((each) => Math.max(Math.abs(each?.min ?? 0), Math.abs(each?.max ?? 0))));
  if (!(high > 0)) return;
  for (const { store } of pictures) {
    const { colour } = store;
    if (colour.peek()[SHOWN]?.high !== high) colour.value = { [SHOWN]: { kind: "auto", low: -high, high } };
  }
}
