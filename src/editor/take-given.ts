import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { PanelManager } from "../panel/manager";
import type { GivenTaker, Picked } from "../panel/source";
import type { Given } from "../protocol/given";
import { FileSource } from "./file-source";
import { GivenSource } from "./given-source";
import { loadFile } from "./pick";
import type { TextSearch } from "./text-search";

/** Takes what is dropped on panels and pasted into them. `onDisk`: this host is on the machine of the files. */
export function createGiven(panels: PanelManager, search: TextSearch, onDisk: boolean): GivenTaker {
  const fileOf = (text: string): Promise<Result<vscode.Uri>> => fileAt(text, onDisk);
  return {
    async read(given) {
      if ("content" in given) return success(pickedOf(given));
      const uri = await fileOf(given.uri);
      return uri.ok ? loadFile(uri.value) : uri;
    },
    async show(given, column) {
      if ("content" in given) {
        await panels.show(new GivenSource(given.name, given.content), column);
        return success(null);
      }
      const uri = await fileOf(given.uri);
      if (!uri.ok) return uri;
      await panels.show(new FileSource(uri.value, onDisk, search), column);
      return success(null);
    },
  };
}

function pickedOf({ name, content }: Extract<Given, { content: unknown }>): Picked {
  return { title: name, value: { kind: "text", content, name } };
}

/** The file of a line of a URI list. Explorers of a remote window name it by the window's own scheme. */
async function fileAt(text: string, onDisk: boolean): Promise<Result<vscode.Uri>> {
  const refused = (why: string): Result<never> => failure("no-file", `What was dropped ${why}. Drop one file.`);
  let uri: vscode.Uri;
  try {
    uri = vscode.Uri.parse(text, true);
  } catch {
    return refused("is no file");
  }
  if (/^https?$/.test(uri.scheme)) return refused("is a link to a page, not a file");
  if (onDisk && uri.scheme === "vscode-remote") uri = vscode.Uri.file(uri.path);
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.Directory ? refused("is a folder") : success(uri);
  } catch {
    return refused("is not there any more, or cannot be read");
  }
}
