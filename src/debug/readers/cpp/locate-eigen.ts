import type { Result } from "../../../core/fault";
import { parseType, templateOf } from "./cpp-types";
import type { Questions } from "./debugger-questions";
import { locateBlock, type Location } from "./location";

/**
 * Eigen's own matrices; the type of their storage names element, extents and order, whatever the matrix is called.
 * undefined for anything else.
 */
export async function locateEigen(
  questions: Questions,
  typeName: string,
  storageType: string,
): Promise<Result<Location> | undefined> {
  const storage = `${questions.path}.m_storage`;
  const template = templateOf(storageType);
  if (!template?.name.endsWith("DenseStorage")) return undefined;
  const [scalar = "", , rowsText, columnsText, order] = template.args;
  const isFixed = Number(rowsText) >= 0 && Number(columnsText) >= 0;
  const rows = Number(rowsText) >= 0 ? Number(rowsText) : await questions.integer(`${storage}.m_rows`);
  const columns = Number(columnsText) >= 0 ? Number(columnsText) : await questions.integer(`${storage}.m_cols`);
  if (rows === undefined || columns === undefined) {
    return questions.refuse(`of type ${typeName}, whose size the debugger does not tell.`);
  }
  const shape = Number(columnsText) === 1 || Number(rowsText) === 1 ? [rows * columns] : [rows, columns];
  const isRowMajor = (Number(order) & 1) === 1;
  return await locateBlock(questions, {
    typeName,
    at: await questions.address(`${isFixed ? "&" : ""}${storage}.m_data`),
    shape,
    element: parseType(scalar),
    sample: `${storage}.m_data[0]`,
    columnMajor: !isRowMajor && shape.length === 2,
  });
}
