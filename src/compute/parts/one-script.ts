import type { Parts } from "./gather";

/**
 * One expression out of the parts of an entry that are scripts: its value is what the entry exports. Needs nobody to
 * load anything, so that a worker in a browser and a saved report run it. What is no part comes from `outer`, the name
 * of a function.
 */
export function scriptOf(parts: Parts, outer = "undefined"): string {
  const names = [...parts.keys()];
  const bodies = [...parts].map(([name, text]) => `"./${name}":(require,module,exports)=>{${text}\n}`);
  return `((outer)=>{const parts={${bodies.join(",")}},made={};
const require=(name)=>{
if(!(name in parts))return outer(name);
if(!(name in made)){const module=made[name]={exports:{}};parts[name](require,module,module.exports)}
return made[name].exports};
return require("./${names.at(-1)}")})(${outer})`;
}

/** One expression out of the parts of an entry that are modules: it imports the entry, in a document that loads nothing. */
export function moduleScriptOf(parts: Parts): string {
  return `(()=>{let url;const urls={};
for(const[name,text]of ${JSON.stringify([...parts])}){
const linked=text.replace(/\\b(from\\s*|import\\s*\\(?)"\\.\\/([\\w.-]+\\.js)"/g,(all,word,other)=>word+JSON.stringify(urls[other]));
url=urls[name]=URL.createObjectURL(new Blob([linked],{type:"text/javascript"}))}
return import(url)})()`;
}
