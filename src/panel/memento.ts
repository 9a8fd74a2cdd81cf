import type { LostTitles } from "../compute/settings/log";
import { DEFAULT_SETTINGS, pickedIn, type AnalysisSettings, type Slot } from "../compute/settings/settings";
import { PARAMETERS, type ParameterName, type TypedName } from "../protocol/parameters";
import { own } from "../core/own";

/** What of a panel outlives a reload of the window. The page keeps it as it is. */
interface PanelMemento {
  readonly source: unknown; // by which the source is found again
  readonly settings: SettingsMemento;
}

/** What was set in a panel: texts as they were typed, and of what was picked only that it was. */
export interface SettingsMemento {
  readonly typed: Texts;
  /** Texts in boxes that could not be used when they were typed. 0.1.0 kept them with the others. */
  readonly refused: Texts;
  /** Where the picked things were from. Their numbers are not kept: they would be those of yesterday. */
  readonly picked: LostTitles;
  readonly precision: AnalysisSettings["precision"];
  readonly probeSeed: number | null;
}

type Texts = Readonly<Partial<Record<TypedName, string>>>;

/** `lost` was picked before an earlier reload, and has not been picked again. */
export function writeMemento(source: unknown, settings: AnalysisSettings, lost: LostTitles): PanelMemento {
  const typed: Partial<Record<TypedName, string>> = {};
  const picked: Partial<Record<Slot, string>> = { ...lost };
  for (const [name, override] of Object.entries(settings.parameters)) {
    if (override.from === "typed") typed[name as TypedName] = override.text;
    else picked[name as ParameterName] = override.title;
  }
  if (settings.candidate) picked.candidate = settings.candidate.title;
  const { refused, precision, probeSeed } = settings;
  return { source, settings: { typed, refused, picked, precision, probeSeed } };
}

/** Reads what the page has kept, which is not trusted: what cannot be used is left out. */
export function readMemento(value: unknown): PanelMemento {
  const { source, settings } = record(value);
  const { typed, refused, picked, precision, probeSeed } = record(settings);
  const names: readonly TypedName[] = [...PARAMETERS, "seed"];
  return {
    source,
    settings: {
      typed: texts(typed, names),
      refused: texts(refused, names),
      picked: texts<Slot>(picked, [...PARAMETERS, "candidate"]),
      precision: precision === "exact" ? "exact" : "standard",
      probeSeed: typeof probeSeed === "number" && Number.isSafeInteger(probeSeed) && probeSeed > 0 ? probeSeed : null,
    },
  };
}

/** The settings of a panel that starts from what was kept. */
export function settingsOf({ typed, refused, precision, probeSeed }: SettingsMemento): AnalysisSettings {
  const parameters = Object.fromEntries(
    Object.entries(typed).map(([name, text]) => [name, { from: "typed" as const, text }]),
  );
  return { ...DEFAULT_SETTINGS, parameters, refused, precision, probeSeed };
}

/** One sentence for each thing that was picked and must be picked again. */
export function lostNotes(lost: LostTitles): string[] {
  return Object.entries(lost).map(
    ([name, title]) =>
      `${pickedIn(name as Slot)} picked from ${title} was lost when the window was loaded again; pick it once more.`,
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function texts<Name extends string>(value: unknown, names: readonly Name[]): Partial<Record<Name, string>> {
  const known = record(value);
  const kept: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = own(known, name);
    if (typeof text === "string") kept[name] = text;
  }
  return kept;
}
