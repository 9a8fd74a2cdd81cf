import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** The address of a file in a log of SARIF: a name's own "#", "?" and ":" are no parts of it. */
export function artifactUri(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  const names = file.toWellFormed().split(sep === "\\" ? /[\\/]/ : sep);
  return names.map(encodeURIComponent).join("/");
}
