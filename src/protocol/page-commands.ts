import type { GradientName } from "../core/verdict";
import type { PictureName } from "./picture";

/** Stretches of a picture that a menu copies. */
export const COPIED = ["cell", "row", "column"] as const;

/** What VS Code's own menus and editors have a page do. */
export type PageCommand =
  /** Puts the cursor on an element of a gradient, by its index there, and opens Explain where that is asked for. */
  | { readonly do: "show"; readonly tensor: GradientName; readonly index: readonly number[]; readonly explain: boolean }
  /** Copies around a cell of the picture's plane. */
  | {
      readonly do: "copy";
      readonly what: (typeof COPIED)[number];
      readonly tensor: PictureName;
      readonly row: number;
      readonly column: number;
    }
  /** Shows the number of a cell of the picture's plane in its source. */
  | { readonly do: "reveal"; readonly tensor: PictureName; readonly row: number; readonly column: number }
  /** Opens the menu of exports. */
  | { readonly do: "export" };
