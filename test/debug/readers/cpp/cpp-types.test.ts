import assert from "node:assert/strict";
import { parseType, templateOf, type CppType } from "../../../../src/debug/readers/cpp/cpp-types";

describe("C++ types", () => {
  const show = (type: CppType): string =>
    type.kind === "array"
      ? `${show(type.of)}[${type.extent}]`
      : type.kind === "vector" || type.kind === "vec"
        ? `${type.kind}(${show(type.of)})`
        : type.kind === "pointer"
          ? `${show(type.to)}*`
          : type.kind === "scalar"
            ? type.wire
            : type.kind === "ndarray"
              ? type.kind
              : `?${type.name}`;
  const cases: [string, string][] = [
    ["double[5][3]", "float64[3][5]"],
    ["double [5][3]", "float64[3][5]"],
    ["const float (&)[2][3][4]", "float32[4][3][2]"],
    ["std::vector<double, std::allocator<> >", "vector(float64)"],
    ["std::__1::vector<std::__1::vector<float, std::__1::allocator<float>>>", "vector(vector(float32))"],
    ["const std::vector<std::array<float, 2>, std::allocator<std::array<float, 2> > > &", "vector(float32[2])"],
    ["std::array<std::array<int, 3ul>, 2ul>", "int32[3][2]"],
    ["unsigned char *", "uint8*"],
    ["std::uint16_t[7]", "uint16[7]"],
    ["std::vector<bool, std::allocator<bool> >", "?std::vector<bool, std::allocator<bool> >"],
    ["double (*)[3]", "?double (*)[3]"],
    ["Layer", "?Layer"],
    ["alloc::vec::Vec<alloc::vec::Vec<float[3], alloc::alloc::Global>, alloc::alloc::Global>", "vec(vec(float32[3]))"],
    ["ndarray::ArrayBase<ndarray::data_repr::OwnedRepr<f64>, ndarray::dimension::dim::Dim<[usize; 2]>>", "ndarray"],
    ["&[f64]", "?&[f64]"],
    ["*mut [[f64; 3]; 2]", "float64[3][2]*"],
    ["*const alloc::vec::Vec<f32, alloc::alloc::Global>", "vec(float32)*"],
    ["[alloc::vec::Vec<u8, alloc::alloc::Global>; 2]", "vec(uint8)[2]"],
    ["*mut tensors::Net", "?tensors::Net*"],
  ];
  for (const [text, expected] of cases) it(`${text}`, () => assert.equal(show(parseType(text)), expected));
  it("splits templates at their own commas", () => {
    assert.deepEqual(templateOf("a::b<c<d, e>, f(g, h), 3>"), { name: "a::b", args: ["c<d, e>", "f(g, h)", "3"] });
  });
});
