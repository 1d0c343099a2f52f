// Takes the contract out of a component: the section `wit-package`, a WIT package in binary form.
//
//   node contract_of.mjs COMPONENT CONTRACT
import { readFileSync, writeFileSync } from "node:fs";

const [component, contract] = process.argv.slice(2);
const bytes = readFileSync(component);
let at = 8; // behind the preamble

function number() {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
}

while (at < bytes.length) {
  const id = bytes[at++];
  const end = number() + at; // `number` moves `at` first
  if (id === 0) {
    const length = number();
    const name = bytes.toString("utf8", at, at + length);
    if (name === "wit-package") {
      writeFileSync(contract, bytes.subarray(at + length, end));
      process.exit();
    }
  }
  at = end;
}
console.error(`${component} carries no contract`);
process.exitCode = 1;
