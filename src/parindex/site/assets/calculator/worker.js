// Runs the library. The page sends {start: folder} once, then {id, request}; what comes back is {stage, done, all},
// {ready}, {failed} or {id, answer}. Everything is fetched from the folder beside this file, nothing from elsewhere.

let python = null;
let desk = null;
let folder = "";
let forms = null; // what only the writing of a form needs, fetched when one is first asked for

self.onmessage = async ({ data }) => {
  if (data.start) {
    try {
      folder = data.start;
      self.postMessage({ ready: await start() });
    } catch (error) {
      self.postMessage({ failed: String(error?.message ?? error) });
    }
    return;
  }
  if (data.forms) await (forms ??= unpack(data.forms.map(fetched)));
  self.postMessage({ id: data.id, answer: desk.answer(data.request) });
};

async function start() {
  const described = await (await fetch(`${folder}runtime.json`)).json();
  const all = [...described.engine, ...described.start].reduce((sum, { bytes }) => sum + Number(bytes), 0);
  let done = 0;
  const count = (bytes) => self.postMessage({ stage: "download", done: (done += bytes), all });
  counting(count);
  const modules = described.engine.filter(({ file }) => file.endsWith(".mjs"));
  const [{ loadPyodide }] = await Promise.all(
    modules.map(async ({ file, bytes }) => {
      const module = await import(folder + file);
      count(Number(bytes));
      return module;
    }),
  );
  const archives = described.start.map(fetched);
  const stdLibURL = folder + described.engine.find(({ file }) => file.endsWith(".zip")).file;
  python = await loadPyodide({ indexURL: folder, stdLibURL });
  self.postMessage({ stage: "library", done, all });
  await unpack(archives);
  desk = python.pyimport("parindex.site.desk");
  return described;
}

const fetched = async ({ file }) => {
  const response = await fetch(folder + file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.arrayBuffer();
};

async function unpack(archives) {
  for (const archive of await Promise.all(archives)) python.unpackArchive(archive, "wheel");
}

/** Tell of every piece that arrives, whoever asked for it; Python starts when its engine is there. */
function counting(count) {
  const plain = self.fetch.bind(self);
  self.fetch = async (...asked) => {
    const response = await plain(...asked);
    if (!response.ok || !response.body) return response;
    const address = String(asked[0].url ?? asked[0]);
    const meter = new TransformStream({
      transform(piece, onward) {
        count(piece.byteLength);
        onward.enqueue(piece);
      },
      flush() {
        if (address.endsWith(".wasm")) self.postMessage({ stage: "python" });
      },
    });
    return new Response(response.body.pipeThrough(meter), { status: response.status, headers: response.headers });
  };
}
