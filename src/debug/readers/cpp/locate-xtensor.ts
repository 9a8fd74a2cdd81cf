import type { Result } from "../../../core/fault";
import { parseType, templateOf } from "./cpp-types";
import type { Questions } from "./debugger-questions";
import { locateBlock, type Location } from "./location";
import { isByColumns, stridesOf, stridesRefused } from "./strides";

/** More axes than any tensor that can be shown has. */
const MOST_AXES = 8;
/** Bytes of an extent. */
const EXTENT = 8;

/**
 * xtensor's own containers, by the type of their member m_storage: xarray, xtensor and xtensor_fixed. undefined for
 * anything else; views and expressions are no containers.
 */
export async function locateXtensor(
  questions: Questions,
  typeName: string,
  storageType: string,
): Promise<Result<Location> | undefined> {
  const container = templateOf(storageType.replace(/::storage_type$/, ""));
  if (!container?.name.startsWith("xt::")) return undefined;
  const isFixed = container.name === "xt::xfixed_container";
  const start = `${questions.path}.m_storage.${isFixed ? "_M_elems" : "p_begin"}`;
  const sample = `*${start}`;
  const first = await questions.ask(sample);
  const sizes = first.ok
    ? await (isFixed ? fixedSizes(container.args) : sizesOf(questions, container.args))
    : undefined;
  if (!first.ok || !sizes) return questions.refuse(`of type ${typeName}, whose size the debugger does not tell.`);
  const { shape, strides } = sizes;
  const columnMajor = isByColumns(shape, strides);
  if (columnMajor === undefined) return questions.refuse(stridesRefused(strides));
  const at = await questions.address(isFixed ? `&${start}[0]` : start);
  return await locateBlock(questions, {
    typeName,
    at,
    shape,
    element: parseType(first.value.type),
    sample,
    columnMajor,
  });
}

interface Sizes {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Of <double, xt::fixed_shape<2, 3>, (xt::layout_type)1, ...>: 2 is by columns. */
function fixedSizes([, extents = "", layout = ""]: readonly string[]): Sizes | undefined {
  const shape = templateOf(extents)?.args.map(Number);
  return shape && { shape, strides: stridesOf(shape, /\)2$|::column_major$/.test(layout)) };
}

/** Of an xarray, between two pointers; of an xtensor, whose second argument says how many there are, in an array. */
async function sizesOf(questions: Questions, [, rank = ""]: readonly string[]): Promise<Sizes | undefined> {
  const { path } = questions;
  const begin = await questions.address(`${path}.m_shape.m_begin`);
  const end = begin.ok ? await questions.address(`${path}.m_shape.m_end`) : begin;
  const axes = begin.ok && end.ok ? Number(end.value - begin.value) / EXTENT : Number(rank);
  if (!Number.isInteger(axes) || axes < 1 || axes > MOST_AXES) return undefined;
  const items = begin.ok ? "m_begin" : "_M_elems";
  const numbersOf = async (member: string): Promise<readonly number[]> => {
    const numbers: number[] = [];
    for (let at = 0; at < axes; at++)
      numbers.push((await questions.integer(`${path}.${member}.${items}[${at}]`)) ?? NaN);
    return numbers;
  };
  const shape = await numbersOf("m_shape");
  return shape.some(Number.isNaN) ? undefined : { shape, strides: await numbersOf("m_strides") };
}
