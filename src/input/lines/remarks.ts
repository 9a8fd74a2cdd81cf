import type { Dtype } from "../../core/tensor";
import { dtypeOfName } from "../dtype";

/** What a line of a print says that holds no row of numbers. */
export type Remark =
  /** All numbers up to the next remark of its kind are to be multiplied. */
  | { readonly is: "factor"; readonly factor: number }
  /** Columns of rows that are too long for a line; the first of these rows may stand behind it. */
  | { readonly is: "columns"; readonly from: number; readonly length: number }
  /** One slice of a tensor of rank 3 or more: its index over the first axes, or over those behind rows and columns. */
  | { readonly is: "slice"; readonly index: readonly number[]; readonly leading: boolean; readonly name?: string }
  | { readonly is: "name"; readonly name: string }
  /** `certain`: it belongs to these numbers and to no others. null: an extent that is not said. */
  | {
      readonly is: "shape";
      readonly shape: readonly (number | null)[];
      readonly dtype?: Dtype;
      readonly certain: boolean;
    }
  | { readonly is: "series" } // pandas: the first column is an index
  | { readonly is: "abbreviated" }
  /** Dashes over several columns, which may stand below their names. `marked`: nothing but names stands above such. */
  | { readonly is: "rule"; readonly marked: boolean }
  /** `breaks`: what follows belongs to something else. */
  | { readonly is: "nothing"; readonly breaks: boolean };

interface Kind {
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray) => Remark;
}

const NOTHING: Remark = { is: "nothing", breaks: false };
const BREAK: Remark = { is: "nothing", breaks: true };
const COMMAND = /^(?:print|disp|display|show|head)?\s*\(?\s*([A-Za-z_.][\w.$]{0,60})\s*\)?;?$/;

const COLUMNS = /^Columns?\s+(\d+)(?:\s+(?:through|thru|to|and)\s+\d+)?\s*:?\s*/;
/** Rules and frames of every kind. */
const RULE = /^[\s\-=+|:_~\u2500-\u257f\u239b-\u23ae]+$/;

/** Below names Markdown has bars between dashes, and grids have double dashes. Others may stand between rows, too. */
function ruleOf(line: string): Remark {
  const isMarkdown = line.includes("|") && line.includes("-") && (line.startsWith("|") || !line.includes("+"));
  const over = line.match(/[-=\u2500\u2550]+/g)?.length ?? 0;
  if (over < 2 && !isMarkdown) return NOTHING;
  return { is: "rule", marked: isMarkdown || /[=\u2550]/.test(line) };
}

function columnsOf([all, from]: RegExpExecArray): Remark {
  return { is: "columns", from: Number(from), length: all.length };
}

/** The lines of the prints of tables and matrices, the patterns without any way to try a text twice. */
const KINDS: readonly Kind[] = [
  // MATLAB, Octave, Armadillo, PyTorch: "1.0e+03 *"
  {
    pattern: /^([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)\s*\*$/,
    says: ([, factor]) => ({ is: "factor", factor: Number(factor) }),
  },
  // MATLAB and Octave; libtorch prints the first row behind it
  { pattern: COLUMNS, says: columnsOf },
  // PyTorch up to 0.3, libtorch, R torch: "(0 ,.,.) ="
  {
    pattern: /^\(\s*(\d+(?:\s*,\s*\d+){0,3})\s*,\s*\.\s*,\s*\.\s*\)\s*=$/,
    says: ([, index]) => ({ is: "slice", index: numbersIn(index), leading: true }),
  },
  // MATLAB and Octave: "x(:,:,1) ="; Julia: "[:, :, 1] ="
  {
    pattern: /^(?:([A-Za-z]\w{0,60})?\(|\[):\s*,\s*:((?:\s*,\s*\d+){1,3})\s*[\])]\s*=$/,
    says: ([, name, index]) => ({ is: "slice", index: numbersIn(index), leading: false, ...(name && { name }) }),
  },
  // R: ", , 1"
  {
    pattern: /^, , (\d+(?:\s*,\s*\d+){0,2})$/,
    says: ([, index]) => ({ is: "slice", index: numbersIn(index), leading: false }),
  },
  { pattern: /^([A-Za-z_][\w.$]{0,60})\s*=$/, says: ([, name]) => ({ is: "name", name: String(name) }) },
  // R: "$x" over a member of a list
  { pattern: /^\$`?([A-Za-z_.][\w.]{0,60})`?$/, says: ([, name]) => ({ is: "name", name: String(name) }) },
  // What was typed at a prompt: a name alone is the name of what is printed next.
  {
    pattern: /^(?:>>>|>>|>|\.\.\.|julia>|octave(?::\d+)?>|In \[\d+\]:|sage:)(?:\s+(.*))?$/,
    says: ([, typed = ""]) => {
      const name = COMMAND.exec(typed.trim())?.[1];
      return name === undefined ? BREAK : { is: "name", name };
    },
  },
  { pattern: /^Out\[\d+\]:$/, says: () => NOTHING },
  // Julia: "2×3 Matrix{Float64}:", "3-element Vector{Float64}:"
  {
    pattern: /^(\d+(?:×\d+)*)(?:-element)?\s+(\S.*):$/,
    says: ([, shape, type]) => {
      const bits = /Float(16|32)/.exec(type ?? "")?.[1];
      const dtype = bits === undefined ? undefined : dtypeOfName(`float${bits}`);
      return { is: "shape", shape: numbersIn(shape), certain: true, ...(dtype && { dtype }) };
    },
  },
  // MATLAB: "2×3 single matrix", "4×3 table"; Julia: "2×3 DataFrame"
  {
    pattern: /^(\d+(?:[×x]\d+)+)(?:\s+([A-Za-z][\w ]{0,40}))?$/,
    says: ([, shape, type]) => {
      const isSingle = /\bsingle\b/.test(type ?? "");
      return { is: "shape", shape: numbersIn(shape), certain: true, ...(isSingle && { dtype: "float32" }) };
    },
  },
  // polars: "shape: (2, 3)"
  {
    pattern: /^shape: \((\d+(?:, ?\d+)*),?\)$/,
    says: ([, shape]) => ({ is: "shape", shape: numbersIn(shape), certain: true }),
  },
  // pandas: "[2 rows x 3 columns]"; R: "# A tibble: 2 × 3"
  {
    pattern: /^\[(\d+) rows x (\d+) columns\]$/,
    says: ([, rows, columns]) => ({ is: "shape", shape: [Number(rows), Number(columns)], certain: true }),
  },
  {
    pattern: /^# A [\w.]+: (\d+) [×x] (\d+)$/,
    says: ([, rows, columns]) => ({ is: "shape", shape: [Number(rows), Number(columns)], certain: true }),
  },
  // psql: "(2 rows)"; MySQL: "2 rows in set (0.00 sec)"
  {
    pattern: /^(?:\((\d+) rows?\)|(\d+) rows? in set(?: \([\d.]+ sec\))?)$/,
    says: ([, listed, counted]) => ({ is: "shape", shape: [Number(listed ?? counted), null], certain: true }),
  },
  // libtorch and R torch: "[ CPUFloatType{2,3} ]"
  {
    pattern: /^\[ ?(?:Variable\[)?(?:CPU|CUDA|MPS|XPU)?(\w{1,20}?)Type\]?\{([\d,]*)\} ?\](?:\[.{0,200}\])?$/,
    says: ([, type = "", shape]) => torchShape(type, shape),
  },
  // PyTorch up to 0.3: "[torch.FloatTensor of size 2x3]"
  {
    pattern: /^\[torch\.(?:cuda\.)?(\w{1,20}?)Tensor of size (\d+(?:x\d+)*)(?: \(GPU \d+\))?\]$/,
    says: ([, type = "", shape]) => torchShape(type, shape),
  },
  // The shape, printed behind the numbers: "torch.Size([2, 3])", "(2, 3)"
  {
    pattern: /^(?:torch\.Size\(\[(\d+(?:, ?\d+)*)\]\)|\((\d+(?:, ?\d+)+)\))$/,
    says: ([, size, tuple]) => ({ is: "shape", shape: numbersIn(size ?? tuple), certain: false }),
  },
  { pattern: /^(?:torch_tensor|(?:Variable|Parameter) containing:)$/, says: () => NOTHING },
  // pandas' Series: "Name: a, Length: 3, dtype: float64"
  { pattern: /^(?:(?:Freq|Name|Length): [^\n]{0,200}, )?dtype: \w+$/, says: () => ({ is: "series" }) },
  { pattern: /^[\s|│┆.…⋮⋱⋯]*(?:\.{3}|[…⋮⋱⋯])[\s|│┆.…⋮⋱⋯]*$/, says: () => ({ is: "abbreviated" }) },
  { pattern: /^only showing top \d+ rows?$/, says: () => ({ is: "abbreviated" }) },
  { pattern: RULE, says: ([line]) => ruleOf(line) },
];

/** Lines of prints are short. */
const LONGEST = 400;

/** What a line says, where it is not one of data or a header. `line` has no blanks around it. */
export function remarkOf(line: string): Remark | undefined {
  if (line.length > LONGEST) {
    const columns = COLUMNS.exec(line.slice(0, LONGEST));
    if (columns) return columnsOf(columns);
    return RULE.test(line) ? ruleOf(line) : undefined;
  }
  for (const { pattern, says } of KINDS) {
    const match = pattern.exec(line);
    if (match) return says(match);
  }
  return undefined;
}

const TYPES: ReadonlySet<string> = new Set(
  (
    "--- f64 f32 f16 i64 i32 i16 i8 u64 u32 u16 u8 str bool dbl num int chr fct lgl date dttm double float bigint " +
    "integer varchar real Float64 Float32 Float16 Int64 Int32 String"
  ).split(" "),
);

/** Whether a line below a header names the types of its columns, as polars, R, DuckDB and Julia print them. */
export function isTypesRow(line: string): boolean {
  if (line.length > 10_000) return false;
  const words = line.split(/[\s|│┆]+/).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => TYPES.has(word.replace(/^<(.*)>$/, "$1").replace(/\?$/, "")));
}

function numbersIn(text = ""): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function torchShape(type: string, shape: string | undefined): Remark {
  const dtype = dtypeOfName(type);
  return { is: "shape", shape: numbersIn(shape), certain: true, ...(dtype && { dtype }) };
}
