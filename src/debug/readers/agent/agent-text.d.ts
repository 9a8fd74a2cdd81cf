/** The build puts the files that run inside a stopped program into the bundle as texts. */
declare module "*.py" {
  const text: string;
  export default text;
}
declare module "*.agent.mjs" {
  const text: string;
  export default text;
}
