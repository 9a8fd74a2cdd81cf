import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** Halves of surrogate pairs, which no address can have. */
const HALVES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The address of a file in a log of SARIF: a name's own "#", "?" and ":" are no parts of it. */
export function artifactUri(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  const names = file.replace(HALVES, "\uFFFD").split(sep === "\\" ? /[\\/]/ : sep);
  return names.map(encodeURIComponent).join("/");
}
