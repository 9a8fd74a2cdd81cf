/** The build's binary loader puts a compiled kernel into the bundle as bytes. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
