/** The build puts a compiled kernel into the bundle in base64. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
