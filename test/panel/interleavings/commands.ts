import fc from "fast-check";
import type { Role, TypedName } from "../../../src/protocol/parameters";
import type { Kind } from "./values";

/** What a user, a source or the machine may do to a panel. */
export type Command =
  | { readonly do: "edit"; readonly kind: Kind }
  | { readonly do: "reload" | "probe" | "clearCandidate" | "export" | "ask" }
  | { readonly do: "cancelReading" | "cancelCheck" | "restartCheck" | "checkAll" | "stale" | "crash" }
  | { readonly do: "use"; readonly role: Role }
  | { readonly do: "type"; readonly name: TypedName; readonly text: string }
  | {
      readonly do: "pick";
      readonly role: Role;
      readonly rows: number;
      readonly columns: number;
      readonly asText: boolean;
    }
  | { readonly do: "precision"; readonly precision: "standard" | "exact" }
  | { readonly do: "takeFit"; readonly fit: number }
  | { readonly do: "hide" } // or be seen again
  | { readonly do: "showStop"; readonly back: number } // 0: the newest
  | { readonly do: "wait"; readonly milliseconds: number };

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Kind>("good") },
  { weight: 2, arbitrary: fc.constant<Kind>("wide") },
  { weight: 2, arbitrary: fc.constant<Kind>("ragged") },
  { weight: 1, arbitrary: fc.constant<Kind>("unreadable") },
  { weight: 2, arbitrary: fc.constant<Kind>("needs statistics") },
  { weight: 1, arbitrary: fc.constantFrom<Kind>("negative eps", "gamma too long") },
);
const texts: readonly (readonly [TypedName, readonly string[]])[] = [
  ["gamma", ["2", "[1, 3]", "[1, 2, 3]", "abc", ""]],
  ["beta", ["0.5", "[1, -1]", ""]],
  ["eps", ["0.25", "-1", ""]],
  ["seed", ["7", "1.5", ""]],
  ["dout", ["1", "[1, 2, 3, 4, 5, 6]", ""]],
  ["mode", ["eval", "train", "train", ""]],
  ["activation", ["relu", "leaky-relu", "tanh", ""]],
  ["slope", ["0.25", "-1", ""]],
  ["axis", ["0", "-1", "2", ""]],
  ["variance", ["unbiased", "N", ""]],
  ["epsPlacement", ["outside", ""]],
  ["mask", ["1, 1, 0", "1, 1", "1, 0", ""]],
  ["split", ["1, 2", "2, 2", "3", ""]],
  ["runningMean", ["[1, 2]", "[1, 2, 3]", ""]],
  ["runningVar", ["[1, 4]", ""]],
];
const typing: fc.Arbitrary<Command> = fc
  .constantFrom(...texts)
  .chain(([name, choices]) => fc.constantFrom(...choices).map((text) => ({ do: "type", name, text })));
const picking: fc.Arbitrary<Command> = fc.record({
  do: fc.constant("pick" as const),
  role: fc.constantFrom<Role[]>("gamma", "dout", "candidate.dx", "candidate.dgamma", "candidate.dbeta", "mask", "eps"),
  rows: fc.constantFrom(1, 3),
  columns: fc.constantFrom(2, 3),
  asText: fc.boolean(),
});

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: kinds.map((kind) => ({ do: "edit" as const, kind })) },
  { weight: 6, arbitrary: typing },
  { weight: 4, arbitrary: picking },
  { weight: 3, arbitrary: fc.constantFrom<Command>({ do: "probe" }, { do: "clearCandidate" }, { do: "reload" }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("standard" as const, "exact" as const)
      .map((precision) => ({ do: "precision" as const, precision })),
  },
  { weight: 4, arbitrary: fc.nat({ max: 2 }).map((back) => ({ do: "showStop" as const, back })) },
  { weight: 4, arbitrary: fc.constantFrom<Command>({ do: "export" }, { do: "ask" }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Command>(
      { do: "cancelReading" },
      { do: "cancelCheck" },
      { do: "restartCheck" },
      { do: "checkAll" },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Command>({ do: "stale" }) },
  { weight: 2, arbitrary: fc.nat({ max: 1 }).map((fit) => ({ do: "takeFit" as const, fit })) },
  { weight: 2, arbitrary: fc.constant<Command>({ do: "hide" }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<Role[]>("gamma", "dout", "runningMean", "candidate.dx", "candidate.dgamma")
      .map((role) => ({ do: "use" as const, role })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Command>({ do: "crash" }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(50, 150, 300).map((milliseconds) => ({ do: "wait" as const, milliseconds })),
  },
);
