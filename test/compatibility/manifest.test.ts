import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readKept } from "./kept";

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly scope: string;
}
interface Kept {
  readonly settings: Readonly<Record<string, Setting>>;
  readonly commands: readonly string[]; // keyboard shortcuts hold them
  readonly panels: readonly string[]; // a window finds our panels again by them
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly commands: readonly { readonly command: string }[];
  };
}

describe("settings and shortcuts of 0.1.0", () => {
  const kept = readKept<Kept>("manifest.json");
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const settings = new Map(manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)));

  for (const [id, before] of Object.entries(kept.settings)) {
    it(`${id} means the same`, () => {
      const now = settings.get(id);
      assert.ok(now, `expected the setting ${id}`);
      const { type, scope } = now;
      assert.deepEqual(
        { type, scope, default: now.default },
        { type: before.type, scope: before.scope, default: before.default },
      );
      assert.deepEqual(before.enum?.filter((value) => !now.enum?.includes(value)) ?? [], []);
    });
  }

  it("every command is still there, and every kind of panel", () => {
    const commands = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(
      kept.commands.filter((id) => !commands.includes(id)),
      [],
    );
    assert.deepEqual(
      kept.panels.filter((event) => !manifest.activationEvents.includes(event)),
      [],
    );
  });
});
