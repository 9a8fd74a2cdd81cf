import * as vscode from "vscode";
import type { PanelManager } from "../panel/manager";
import { readMemento } from "../panel/memento";
import { FileSource } from "./file-source";
import { movedTo } from "./renamed";
import type { TextSearch } from "./text-search";

const TENSOR_EDITOR = "gradientLens.tensorFile";

/** Registers "Reopen Editor With... Gradient Lens" for files of tensors: a panel in the place of an editor. */
export function registerTensorEditor(
  context: vscode.ExtensionContext,
  panels: PanelManager,
  search: TextSearch,
  onDisk: boolean,
): void {
  const { workspaceState } = context;
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, webviewPanel) => {
      follow();
      const slot = slotOf(uri);
      // A reloaded window gives no state of the page's to an editor, as it does to a panel: it is kept here.
      const { source, settings } = readMemento(workspaceState.get(slot));
      const wanted = wantedOf(source);
      panels.adopt(webviewPanel, new FileSource(uri, onDisk, search, wanted), settings, (memento) => {
        void workspaceState.update(slot, memento);
      });
    },
  };
  // Nobody listens to tabs before one of these editors was opened.
  let following: vscode.Disposable | undefined;
  const follow = (): void => {
    following ??= followTabs(workspaceState);
  };
  if (workspaceState.keys().some((key) => key.startsWith(SLOT))) follow();
  const options = { supportsMultipleEditorsPerDocument: true };
  context.subscriptions.push(
    {
      dispose: () => {
        following?.dispose();
      },
    },
    vscode.window.registerCustomEditorProvider(TENSOR_EDITOR, provider, options),
  );
}

function followTabs(workspaceState: vscode.Memento): vscode.Disposable {
  return vscode.Disposable.from(
    // VS Code opens the editor of a renamed file anew: what it had is there under the new name before that.
    vscode.workspace.onWillRenameFiles((event) => {
      for (const key of workspaceState.keys()) {
        const moved = key.startsWith(SLOT) && movedTo(vscode.Uri.parse(key.slice(SLOT.length)), event.files);
        if (moved) event.waitUntil(Promise.resolve(workspaceState.update(slotOf(moved), workspaceState.get(key))));
      }
    }),
    // Closed by the user, it starts afresh the next time. A window that is reloaded closes no tab.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        const isOurs = input instanceof vscode.TabInputCustom && input.viewType === TENSOR_EDITOR;
        if (isOurs && !isOpen(input.uri)) void workspaceState.update(slotOf(input.uri), undefined);
      }
    }),
  );
}

const SLOT = "tensorFile:";

function slotOf(uri: vscode.Uri): string {
  return `${SLOT}${uri.toString()}`;
}

function isOpen(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString());
}

function wantedOf(source: unknown): string | undefined {
  const { wanted } = typeof source === "object" && source !== null ? (source as { wanted?: unknown }) : {};
  return typeof wanted === "string" ? wanted : undefined;
}
