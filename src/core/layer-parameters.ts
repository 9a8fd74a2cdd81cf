/** What can be said beside x of some layers alone, and the words that refuse it of another. */
import { isKeyOf, NORMS, normalizesAxes, type LayerKeys, type Norm } from "./normalization-layer";

const OF_SAMPLES = NORMS.filter((norm) => !normalizesAxes({ norm }));
const BATCH: readonly Norm[] = ["batch"];

const OWNERS = {
  mode: { norms: BATCH, says: 'mode "eval" takes running statistics, which belong to batch norm' },
  runningMean: { norms: BATCH, says: "runningMean belongs to batch norm" },
  runningVar: { norms: BATCH, says: "runningVar belongs to batch norm" },
  rstd: { norms: BATCH, says: "rstd stands beside xhat or xmu, which take the place of x in batch norm alone" },
  mask: { norms: OF_SAMPLES, says: "mask says which elements make the statistics of batch, group and instance norm" },
  split: { norms: OF_SAMPLES, says: "split cuts the batch of batch, group and instance norm" },
} as const satisfies Readonly<Record<string, { readonly norms: readonly Norm[]; readonly says: string }>>;
type OwnedName = keyof typeof OWNERS;

const isOwned = (name: string): name is OwnedName => Object.hasOwn(OWNERS, name);

const LAYER_KEYS = ["axis", "groups", "normalizedShape", "axes"] as const satisfies readonly (keyof LayerKeys)[];

/** Whether a parameter says something of a layer. */
export function belongsTo(norm: Norm, name: string): boolean {
  if (isOwned(name)) return OWNERS[name].norms.includes(norm);
  if (name === "gammaOffset") return norm !== "batch";
  const key = LAYER_KEYS.find((one) => one === name);
  return key === undefined || isKeyOf(norm, key);
}

/** Why a layer cannot have what is given under this name; undefined where it can. */
export function foreignTo(norm: Norm, name: string): string | undefined {
  if (!isOwned(name) || belongsTo(norm, name)) return undefined;
  return `${OWNERS[name].says}, and norm is "${norm}": expected none.`;
}
