import { own } from "../../core/own";
import type { Fault } from "../../core/fault";
import type { Alternative } from "../../core/problem";
import { attempt, fail, failAt, Lines } from "../place";
import { matricesOf } from "../printed/script-problem";
import { Wanted } from "../wanted";
import type { Reading, TextFormat } from "./format";
import { json } from "./json";
import { printed } from "./printed-arrays";
import { table } from "./table";

/** Jupyter's notebooks: what their cells have printed. */
export const notebook: TextFormat<"notebook"> = {
  kind: "text",
  name: "notebook",
  label: "a Jupyter notebook",
  endings: ["ipynb"],
  numbersStand: "in brackets",
  isContainer: true,
  summary:
    "the text of cell outputs, in the forms below that a text can have. The first output that holds a matrix is x; " +
    "`--read-as` and the panel take another one, or one of several arrays that an output shows",
  looksLike: (text) =>
    /^\s*\{\s*"(?:cells|worksheets)"\s*:\s*\[/.test(text) || /"nbformat"\s*:\s*\d/.test(text.slice(0, 65536)),
  read: readNotebook,
  examples: [
    {
      what: "a notebook with two outputs",
      source:
        '{"cells": [{"cell_type": "code", "outputs": [{"output_type": "stream", "name": "stdout", "text": ["[[1. 2.]\\n", " [3. 5.]]\\n"]}, {"output_type": "execute_result", "data": {"text/plain": "array([[7, 8]])"}}]}], "nbformat": 4}\n',
      x: { shape: [2, 2], values: [1, 2, 3, 5], dtype: "float64" },
      assumed: ["output"],
    },
  ],
};

/** Of a longer list of arrays in one output nobody picks. */
const MOST_VARIABLES = 50;

/** One output that holds a matrix. */
interface Entry extends Alternative {
  readonly name: string; // "cell 3, output 1"
  readonly reading: Reading;
  readonly isPart?: true; // of an output that shows several arrays
}

function readNotebook(text: string, start: number, end: number, asked?: string): Reading {
  const cells = cellsOf(text, start, end);
  const entries: Entry[] = [];
  let fault: Fault | undefined;
  for (const [c, cell] of cells.entries()) {
    for (const [o, output] of list(field(cell, "outputs")).entries()) {
      const name = `cell ${c + 1}, output ${o + 1}`;
      const shown = textOf(output);
      const id = `cell-${c + 1}-output-${o + 1}`;
      const read = attempt(() => readOutput(shown, asked));
      if (read.ok && read.value) entries.push(entryOf(id, name, read.value));
      entries.push(...variablesOf(shown, id, name));
      if (!read.ok && read.fault.code === "abbreviated")
        fault ??= { ...read.fault, text: `In ${name}: ${read.fault.text}` };
    }
  }
  const wanted = new Wanted(asked);
  const taken = wanted.choose(entries.map(({ id, text: what }) => ({ id, text: what })));
  const entry = entries.find(({ id }) => id === taken);
  if (!entry) {
    if (fault) return fail({ code: fault.code, text: fault.text, place: new Lines(text).at(start) });
    return failAt(
      text,
      start,
      "empty",
      "Expected a Jupyter notebook whose cells have printed a matrix, got none with numbers",
    );
  }
  const { input, assumed, alternatives = [], taken: takenInside = [] } = entry.reading;
  const place = new Lines(text).at(start);
  const places = Object.fromEntries(Object.keys(input.places ?? {}).map((key) => [key, place]));
  const outputs = wanted.account;
  const counted = entries.some(({ isPart }) => isPart) ? "outputs and arrays in them" : "outputs that hold a matrix";
  const others = entries.length > 1 ? `, one of ${entries.length} ${counted}` : "";
  return {
    input: { ...input, places },
    assumed: [{ id: "output", text: `Read ${entry.text}${others}.` }, ...assumed],
    alternatives: [...(outputs.alternatives ?? []), ...alternatives.map(within(entry.id))],
    taken: [...(outputs.taken ?? []), ...takenInside],
  };
}

function entryOf(id: string, name: string, reading: Reading): Entry {
  return { id, text: `${name}: ${reading.input.x.shape.join(" x ")}`, name, reading };
}

/** Each of several arrays that one output shows, by itself. */
function variablesOf(shown: string, id: string, output: string): Entry[] {
  const found = printed.looksLike(shown) ? matricesOf(shown) : [];
  if (found.length < 2) return [];
  return found.slice(0, MOST_VARIABLES).flatMap(({ name, range: [from, to] }, i): Entry[] => {
    const read = attempt(() => printed.read(shown, from, to));
    const what = name === undefined ? `array ${i + 1}` : `array ${i + 1}, "${name.slice(0, 40)}"`;
    return read.ok ? [{ ...entryOf(`${id}-array-${i + 1}`, `${output}, ${what}`, read.value), isPart: true }] : [];
  });
}

/** Another reading of an output, as it is asked for among all outputs. */
function within(output: string): (way: Alternative) => Alternative {
  return ({ id, text }) => ({ id: `${output}+${id}`, text });
}

/** The cells of a notebook of format 4, or of the worksheets before that. */
function cellsOf(text: string, start: number, end: number): readonly unknown[] {
  let root: unknown;
  try {
    root = JSON.parse(text.slice(start, end));
  } catch {
    return failAt(text, start, "notebook", "Expected a Jupyter notebook, which is JSON, got something else");
  }
  const sheets = list(field(root, "worksheets")).flatMap((sheet) => list(field(sheet, "cells")));
  return [...list(field(root, "cells")), ...sheets];
}

/** What an output shows as text: a stream, or the text of a result; without the colours of a terminal. */
function textOf(output: unknown): string {
  if (field(output, "name") === "stderr" || field(output, "output_type") === "error") return "";
  const shown = field(field(output, "data"), "text/plain") ?? field(output, "text");
  const joined = Array.isArray(shown) ? shown.filter((line) => typeof line === "string").join("") : shown;
  // eslint-disable-next-line no-control-regex -- the escape that begins a colour
  return typeof joined === "string" ? joined.replace(/\u001b\[[\d;]*m/g, "") : "";
}

/** Undefined where there are no numbers, or a fault of what cannot be read. */
function readOutput(text: string, asked: string | undefined): Reading | undefined {
  if (!/\d/.test(text)) return undefined;
  let fault: Fault | undefined;
  for (const format of [json, table, printed]) {
    if (!format.looksLike(text)) continue;
    const read = attempt(() => format.read(text, 0, text.length, asked));
    if (read.ok) return read.value;
    if (fault?.code !== "abbreviated") fault = read.fault;
  }
  return fault && fail(fault);
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? own(value as Readonly<Record<string, unknown>>, key) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
