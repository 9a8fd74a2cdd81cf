import * as vscode from "vscode";
import { failure, success, type Result } from "../../core/fault";
import { sizeOf } from "../../core/tensor";
import type { Description } from "../readers/reader";

/** A flat array or a pointer may be any matrix: asks which. Null when the tensor has a shape of its own. */
export async function askSizes(
  expression: string,
  { shape, sizesAsked }: Description,
): Promise<Result<readonly number[] | null>> {
  if (shape && shape.length !== 1) return success(null);
  if (!shape && !sizesAsked) return success(null);
  const size = shape?.[0];
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Sizes of {0}", expression),
    prompt:
      size === undefined
        ? vscode.l10n.t("The debugger does not know how much it points at.")
        : vscode.l10n.t("It holds {0} values in a row.", size),
    placeHolder: vscode.l10n.t("rows x columns, such as 64 x 128"),
    validateInput: (typed) => {
      const sizes = parseSizes(typed);
      if (!sizes) return vscode.l10n.t("Expected two to five whole numbers, such as 64 x 128.");
      if (size === undefined || sizeOf(sizes) === size) return undefined;
      return vscode.l10n.t("{0} are {1} values, expected {2}.", sizes.join(" x "), sizeOf(sizes), size);
    },
  });
  const sizes = text === undefined ? undefined : parseSizes(text);
  return sizes ? success(sizes) : failure("cancelled", "No sizes were given.");
}

function parseSizes(text: string): number[] | undefined {
  const sizes = text
    .trim()
    .split(/\s*[x×*, ]\s*/)
    .map(Number);
  return sizes.length >= 2 && sizes.length <= 5 && sizes.every((size) => Number.isInteger(size) && size > 0)
    ? sizes
    : undefined;
}
