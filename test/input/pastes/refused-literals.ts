import type { Refused } from "./paste";

/** Literals and constructors that would be read wrongly: elsewhere they stand for other numbers, or in another order. */
export const REFUSED_LITERALS: readonly Refused[] = [
  {
    what: "rows of C in another order",
    source: "double x[2][2] = {[1] = {1, 2}, [0] = {3, 4}};",
    says: /Expected element \[0\] of C here, got \[1\]/,
  },
  {
    what: "elements of C in another order",
    source: "float x[2][2] = {{[1] = 1, [0] = 2}, {3, 4}};",
    says: /Expected element \[0\] of C here, got \[1\]/,
  },
  {
    what: "a row that C leaves out between two others",
    source: "float x[][2] = {[0] = {1, 2}, [3] = {3, 4}};",
    says: /Expected element \[1\] of C here, got \[3\]/,
  },
  { what: "columns of Julia", source: "x = [[1,2] [3,4]]", says: /which parts columns in Julia/ },
];
