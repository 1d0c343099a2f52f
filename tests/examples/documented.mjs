// Sees that every item of TypeScript declarations has a comment: types, functions and members.
// What is there for TypeScript alone has none: names for types of another file, and `tag` and `val`
// of a variant's case.
//
//   node documented.mjs DIRECTORY
import { readdirSync, readFileSync } from "node:fs";

const [directory] = process.argv.slice(2);
const files = readdirSync(`${directory}/interfaces`).map((name) => `${directory}/interfaces/${name}`);
let items = 0;
const bare = [];

for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n");
  lines.forEach((line, index) => {
    const item = line.match(/^export (?:interface|type|function) (\w+)/) ?? line.match(/^  (\w+)\??: /);
    if (!item || line.includes("= import(") || /^  (tag|val): /.test(line)) return;
    items += 1;
    if (lines[index - 1].trim() !== "*/") bare.push(`${file}:${index + 1}: ${line.trim()}`);
  });
}

console.log(`${items} items in ${files.length} files, ${bare.length} without a comment`);
if (bare.length > 0) console.log(bare.join("\n"));
process.exitCode = items > 100 && bare.length === 0 ? 0 : 1;
