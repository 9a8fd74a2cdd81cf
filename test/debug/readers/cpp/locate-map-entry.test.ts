import assert from "node:assert/strict";
import { locateMapEntry } from "../../../../src/debug/readers/cpp/locate-map-entry";
import type { DapSession } from "../../../../src/debug/session/dap-session";
import { options } from "../../support";

const TYPES: Readonly<Record<string, string>> = {
  cache: "std::map<std::string, std::vector<float>>",
  "*there": "std::map<int, std::vector<float>>",
  words: "std::unordered_map<std::string, std::string>",
  rows: "std::vector<float>",
  hashed: "absl::lts_2024::flat_hash_map<std::string, std::vector<float>> &",
  alias: "Cache &", // of libc++, under a name of the program's own
  "alias.__tree_": "std::__1::__tree<...>",
  layer: "Layer",
};

/** The expressions that the debugger is asked for, and what comes of it. */
async function locate(expression: string): Promise<{ asked: string[]; said: string | undefined }> {
  const asked: string[] = [];
  const session: DapSession = {
    ...{ id: "maps", type: "gdb", name: "maps", capabilities: undefined },
    customRequest: (_, args) => {
      const { expression: one } = args as { expression: string };
      asked.push(one);
      const type = TYPES[one];
      return type ? Promise.resolve({ result: "...", type }) : Promise.reject(new Error(`no ${one}`));
    },
  };
  const found = await locateMapEntry({ session, frameId: 1, expression }, options());
  return { asked, said: found && (found.ok ? "found" : found.fault.text) };
}

describe("What is an entry of a C++ map", () => {
  const written = 'an entry of a map, which is found by a written key only, as in cache["x"] or cache[3].';
  const known = "only libstdc++'s maps of texts or whole numbers to numbers and tensors are read.";
  for (const [expression, said] of [
    ["cache[key]", `cache[key] is ${written}`],
    ["cache.at(names[0])", `cache.at(names[0]) is ${written}`],
    ["(*there)[i + 1]", `(*there)[i + 1] is ${written}`],
    ["cache[key][0]", `cache[key][0] is made of cache[key], ${written}`],
    ["*cache[key].data()", `*cache[key].data() is made of cache[key], ${written}`],
    ["rows[0] + cache[key]", `rows[0] + cache[key] is made of cache[key], ${written}`],
    ['words["x"]', `words["x"] is an entry of words: ${known}`],
    ['hashed["x"]', `hashed["x"] is an entry of hashed: ${known}`],
    ["alias[7][7]", `alias[7][7] is made of alias[7], an entry of alias: ${known}`],
    ['cache["x"]', `cache["x"] is an entry of cache: ${known}`], // of another library: it has no such members
  ] as const) {
    it(`is not asked for: ${expression}`, async () => {
      const found = await locate(expression);
      assert.equal(found.said, said);
      assert.deepEqual(
        found.asked.filter((one) => /(cache|words|hashed|alias|there\))(\[|\.at)/.test(one)),
        [],
      );
    });
  }

  for (const expression of ["rows[i]", "layer[0]", "rows.at(0)", "rows", 'f("cache[key]")', "[", "rows]["]) {
    it(`is told from ${expression}`, async () => {
      assert.equal((await locate(expression)).said, undefined);
    });
  }
});
