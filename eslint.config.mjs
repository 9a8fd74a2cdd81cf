// Type-aware lint over every folder, and the one-way flow of the house (CONTRIBUTING.md) as import rules.
import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";
import { projects } from "./scripts/lib/projects.mjs";
import { forbiddenIn, forbidImports, ROOMS } from "./scripts/lib/rooms.mjs";
import { functionSize } from "./scripts/lint/function-size.mjs";
import { ownLookup } from "./scripts/lint/own-lookup.mjs";

/** The rooms of src/core/diagnosis, each of which imports only from those before it (index.ts there says what they are). */
function diagnosisRooms() {
  const rooms = [
    "wording",
    "formula",
    "catalogue",
    "evidence",
    "explain",
    "probe",
    "fits",
    "judgement",
    "compare-candidate",
    "index",
  ];
  return ["formula", "catalogue", "evidence", "explain", "probe", "fits", "judgement"].map((room) => {
    const later = rooms.slice(rooms.indexOf(room) + 1);
    // Evidence is what the numbers say by themselves: it knows no mistakes.
    const forbidden = room === "evidence" ? [...later, "catalogue"] : later;
    const patterns = forbidden.map((other) => ({
      regex: `^(\\.{1,2}/)+${other}(/|$)`,
      message: `${room} may not import ${other}: each room of the diagnosis imports from those before it.`,
    }));
    return forbidImports([`src/core/diagnosis/${room}/**/*.ts`], [...forbiddenIn("core"), ...patterns]);
  });
}

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "build/",
      "coverage/",
      "node_modules/",
      ".vscode-test/",
      "src/kernel/assembly/",
      "test/**/fixtures/",
      "examples/",
    ],
  },
  js.configs.recommended,
  {
    // One concept to a file, and one to a function; a data table or a page of text is cut the same way.
    plugins: { size: { rules: { "function-size": functionSize } } },
    rules: {
      "size/function-size": ["error", 60],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Sequences share one world of source, worker and page: what can happen stands in one switch.
    files: ["test/panel/**"],
    rules: {
      "size/function-size": ["error", 80],
      "max-lines": ["error", { max: 410, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [...projects],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ["src/**/*.ts", "webview/**/*.ts"],
    plugins: { house: { rules: { "own-lookup": ownLookup } } },
    rules: { "house/own-lookup": "error" },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.property.name=/^show(Error|Warning|Information)Message$/]" +
            "[arguments.0.callee.name!='plainSentence'][arguments.0.type!='Literal']",
          message:
            "VS Code makes links of [words](command:...): wrap the sentence in plainSentence (src/panel/plain-text.ts).",
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        Buffer: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        getComputedStyle: "readonly", // in what a script hands to a page
        performance: "readonly",
        WebAssembly: "readonly",
      },
    },
  },
  {
    // What runs inside a stopped program: Node or a page, whose globals are looked for before they are used.
    files: ["**/*.agent.mjs"],
    languageOptions: { globals: { btoa: "readonly", require: "readonly" } },
  },
  ...Object.entries(ROOMS).map(([room, { files }]) => forbidImports(files, forbiddenIn(room))),
  ...diagnosisRooms(),
  prettier,
);
