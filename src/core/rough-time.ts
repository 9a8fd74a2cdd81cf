/** A time as people say it: 22 minutes, 40 seconds. */
interface RoughTime {
  readonly value: number;
  readonly unit: "seconds" | "minutes" | "hours";
}

/** Rounded to what an estimate can mean: to five seconds below 100, else to whole minutes or hours. */
export function roughTime(milliseconds: number): RoughTime {
  const seconds = milliseconds / 1000;
  if (seconds < 97.5) return { value: Math.max(5, 5 * Math.round(seconds / 5)), unit: "seconds" };
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? { value: minutes, unit: "minutes" } : { value: Math.round(minutes / 60), unit: "hours" };
}

/** "about 22 minutes". */
export function roughTimeText(milliseconds: number): string {
  const { value, unit } = roughTime(milliseconds);
  return `about ${value} ${unit}`;
}
