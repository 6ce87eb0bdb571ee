// Compile the Python modules inside archives to bytecode, by the very Python that will run them.
//
// Usage: node compile.mjs FOLDER-OF-PYODIDE SOURCE TARGET [SOURCE TARGET ...]
// A module x.py becomes x.pyc in its place. Every other file is kept as it is; only C made for another system is left out.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PROGRAM = `
import io
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash


def compiled(archive):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive.to_bytes())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name.endswith("/") or (name.endswith(".so") and "emscripten" not in name):
                continue
            content = source.read(name)
            if name.endswith(".py"):
                try:
                    code = compile(content, name, "exec", dont_inherit=True)
                except SyntaxError:  # the template of a tool: text that is no module yet
                    pass
                else:
                    name, content = name + "c", bytes(_code_to_hash_pyc(code, source_hash(content), False))
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


compiled
`;

const [folder, ...files] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: `${folder}/`, checkAPIVersion: true });
const compiled = python.runPython(PROGRAM);
for (let at = 0; at < files.length; at += 2) {
  const answer = compiled(new Uint8Array(readFileSync(files[at])));
  writeFileSync(files[at + 1], answer.toJs());
  answer.destroy();
}
