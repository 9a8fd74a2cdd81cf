import type { Paste } from "./paste";

const INDEX = { assumed: ["header", "index"] } as const;

/** What pandas' to_csv writes, of one level and of several, with names and without, each of which may be a number. */
export const PANDAS_CSV: readonly Paste[] = [
  { what: "two lines of numbers over an index", source: ",0,0,1\n,0,1,0\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", ...INDEX },
  { what: "two such lines with names", source: "ch,0,0,1\nk,0,1,0\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", ...INDEX },
  { what: "two lines over dates", source: ",0,0,1\n,0,1,0\n2024-01-01,1.5,-0.25,3.125\n2024-01-02,0.5,0.75,2.875\n", assumed: ["header", "index"] },
  { what: "words over numbers", source: ",a,a,b\n,0,1,0\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", ...INDEX },
  { what: "three lines", source: ",0,0,0\n,0,0,1\n,0,1,0\n10,1.5,-0.25,3.125\n20,0.5,0.75,2.875\n", ...INDEX },
  { what: "named levels over a named index", source: "grp,g0,g0,g1\nk,0,1,0\nstep,,,\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", ...INDEX },
  { what: "the same, apart by semicolons", source: "grp;g0;g0;g1\nk;0;1;0\nstep;;;\n0;1,5;-0,25;3,125\n1;0,5;0,75;2,875\n", ...INDEX },
  { what: "the same, apart by tabs", source: "grp\tg0\tg0\tg1\nk\t0\t1\t0\nstep\t\t\t\n7\t1.5\t-0.25\t3.125\n3\t0.5\t0.75\t2.875\n", ...INDEX },
  { what: "two lines over a named index of words", source: "grp,0,0,1\ngrp2,0,1,0\nname,,,\ns0,1.5,-0.25,3.125\ns1,0.5,0.75,2.875\n", assumed: ["header", "index"] },
  { what: "two lines over named dates", source: "3,0,0,1\n3,0,1,0\nday,,,\n2024-01-01 10:00:00,1.5,-0.25,3.125\n2024-01-01 11:00:00,0.5,0.75,2.875\n", assumed: ["header", "index"] },
  { what: "two lines over a named index of two levels", source: "grp,,a,a,b\ngrp2,,0,1,0\nk,j,,,\n4,8,1.5,-0.25,3.125\n3,2,0.5,0.75,2.875\n", ...INDEX },
  { what: "two lines over two levels without names", source: ",,a,a,b\n,,0,1,2\na,0,1.5,-0.25,3.125\nb,1,0.5,0.75,2.875\n", ...INDEX },
  { what: "two lines over an index with a number for its name", source: ",0,0,1\n,0,1,0\n5,,,\n10,1.5,-0.25,3.125\n20,0.5,0.75,2.875\n", ...INDEX },
  { what: "dates for the names of columns", source: "2024-01-01,2024-01-02,2024-01-03\n1.5,-0.25,3.125\n0.5,0.75,2.875\n", assumed: ["header"] },
  { what: "a number for the name of an index beside words", source: "5,f0,f1,f2\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", x: { shape: [2, 4], values: [0, 1.5, -0.25, 3.125, 1, 0.5, 0.75, 2.875] }, assumed: ["header", "first-column"], alternatives: ["first-column-as-index"] },
  { what: "a number for the name of an index beside numbers", source: "5,0,1,2\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", ...INDEX, alternatives: ["first-line-as-data", "first-column-as-data"] },
  { what: "fractions for the names of columns", source: "0.1,0.2,0.3\n1.75,-0.25,3.125\n0.55,0.75,2.875\n", x: { shape: [3, 3], values: [0.1, 0.2, 0.3, 1.75, -0.25, 3.125, 0.55, 0.75, 2.875] }, assumed: ["first-line"], alternatives: ["first-line-as-header"] },
  { what: "two lines of numbers without an index", source: "0,0,1\n0,1,0\n1.5,-0.25,3.125\n0.5,0.75,2.875\n", x: { shape: [4, 3], values: [0, 0, 1, 0, 1, 0, 1.5, -0.25, 3.125, 0.5, 0.75, 2.875] }, assumed: ["first-line"], alternatives: ["first-lines-as-header"] },
  { what: "two lines of numbers without an index, below words", source: "a,a,b\n0,1,2\n1.5,-0.25,3.125\n0.5,0.75,2.875\n", assumed: ["header"], alternatives: ["first-line-as-data"] },
  { what: "an index in no order", source: "k,f0,f1\n7,1.5,-0.25\n3,0.5,0.75\n", x: { shape: [2, 3], values: [7, 1.5, -0.25, 3, 0.5, 0.75] }, assumed: ["header", "first-column"], alternatives: ["first-column-as-index"] },
  { what: "an index in no order beside whole numbers", source: "k,f0,f1\n7,1,2\n3,5,6\n", x: { shape: [2, 3], values: [7, 1, 2, 3, 5, 6] }, assumed: ["header", "first-column"], alternatives: ["first-column-as-index"] },
  { what: "an index of fractions", source: "lr,a,b\n0.1,1.5,-0.25\n0.2,0.5,0.75\n0.3,4.5,5\n0.4,6.5,7\n", x: { shape: [4, 3], values: [0.1, 1.5, -0.25, 0.2, 0.5, 0.75, 0.3, 4.5, 5, 0.4, 6.5, 7] }, assumed: ["header", "first-column"], alternatives: ["first-column-as-index"] },
  { what: "a column of whole numbers without a name", source: "0\n4\n5\n", x: { shape: [3, 1], values: [0, 4, 5] }, assumed: ["first-line"], alternatives: ["first-line-as-header"] },
  { what: "two levels of an index in no order", source: "k,j,f0,f1\n7,4,1.5,-0.25\n3,9,0.5,0.75\n", x: { shape: [2, 4], values: [7, 4, 1.5, -0.25, 3, 9, 0.5, 0.75] }, assumed: ["header", "first-column"], alternatives: ["first-columns-as-index"] },
]; // prettier-ignore
