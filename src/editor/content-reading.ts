import { success, type Result } from "../core/fault";
import type { Reading } from "../panel/source";
import type { Provenance } from "../protocol/provenance";

interface Content {
  readonly content: string | Uint8Array;
  readonly name: string; // by which its format is told
  readonly wanted: string | undefined; // the alternative by which it is read, where the user has taken one
}

/** A reading of content that stands in no document or file of its own, so that no number of it can be revealed. */
export function contentReading(
  { wanted, ...content }: Content,
  told: Pick<Provenance, "kind" | "title" | "details" | "how">,
): Result<Reading> {
  return success({
    source: { kind: "text", ...content, ...(wanted !== undefined && { wanted }) },
    provenance: { ...told, dtype: "", shape: [], whole: true, canReveal: false },
  });
}
