import type * as vscode from "vscode";

interface Renamed {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** Where a file is after it, or a folder that it is in, was renamed or moved; undefined where it is where it was. */
export function movedTo(uri: vscode.Uri, files: readonly Renamed[]): vscode.Uri | undefined {
  for (const { oldUri, newUri } of files) {
    if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
    const isInside = uri.path.startsWith(`${oldUri.path.replace(/\/$/, "")}/`);
    if (uri.path !== oldUri.path && !isInside) continue;
    const { scheme, authority, path } = newUri;
    return uri.with({ scheme, authority, path: path + uri.path.slice(oldUri.path.length) });
  }
  return undefined;
}
