import assert from "node:assert/strict";
import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { ownLookup } from "../../scripts/lint/own-lookup.mjs";

/** Lines on which the rule finds something, in a file of the house with other contents. */
function reported(code: string): number[] {
  const config = {
    files: ["**/*.ts"],
    plugins: { house: { rules: { "own-lookup": ownLookup } } },
    languageOptions: {
      parser: tseslint.parser as Linter.Parser,
      // Where the environment says CI, the parser would read the file on disk in place of `code`.
      parserOptions: {
        project: ["src/core/tsconfig.json"],
        tsconfigRootDir: process.cwd(),
        disallowAutomaticSingleRunInference: true,
      },
    },
    rules: { "house/own-lookup": "error" as const },
  };
  const messages = new Linter({ cwd: process.cwd() }).verify(code, [config], { filename: "src/core/own.ts" });
  for (const { fatal, message } of messages) assert.ok(!fatal, message);
  return messages.map(({ line }) => line);
}

describe("The rule on names from outside", () => {
  it("reports any string that is looked up in an object", () => {
    const code = `
      export function find(record: Readonly<Record<string, number>>, name: string, either: string | number) {
        const known: Record<"dx" | "dout", number> = { dx: 1, dout: 2 };
        return [
          record[name],
          record[\`\${name}.x\`],
          record[either],
          known[name as never as string as "dx"],
          (known as Record<string, number>)[name],
          name in record,
          { up: 1, down: -1 }[name],
          record?.[name],
          (record as any)[name as any],
        ];
      }
      export function generic<Name extends string>(record: Record<string, number>, name: Name) {
        return record[name];
      }
      export function counted(record: Record<string, number>, name: string) {
        record[name] ??= 0;
        record[name]++;
        record[name] += 1;
      }
    `;
    assert.deepEqual(reported(code), [5, 6, 7, 9, 10, 11, 12, 13, 17, 20, 21, 22]);
  });

  it("lets names pass that the types know, numbers, Maps, own names, and what is only written", () => {
    const code = `
      interface Parts { readonly dx: number; readonly dout: number }
      export function find(parts: Parts, key: keyof Parts, list: number[], at: number, map: Map<string, number>) {
        const names = ["dx", "dout"] as const;
        const record: Record<string, number> = {};
        for (const name of names) record[name] = parts[name];
        record[String(at)] = 1;
        delete record[String(at)];
        return [parts[key], list[at], record["dx"], map.get(String(at)), Object.hasOwn(record, String(at)), "dx" in parts];
      }
      export function generic<T, K extends keyof T>(record: T, key: K): T[K] {
        return record[key];
      }
    `;
    assert.deepEqual(reported(code), []);
  });

  it("holds in every file of src and webview", async () => {
    const eslint = new ESLint();
    for (const file of [
      "src/core/problem.ts",
      "src/input/formats/npy.ts",
      "src/cli.ts",
      "webview/main.ts",
      "src/debug/readers/debuggers.ts",
    ]) {
      const config = (await eslint.calculateConfigForFile(file)) as Linter.Config;
      assert.deepEqual(config.rules?.["house/own-lookup"], [2], file);
    }
  });
});
