// The page's side of the worker: questions go to the library one by one, each answer is a promise.

/** Start the library; `progress` is told of each step. Returns {ask, about, stop}. */
export async function openDesk(lang, progress) {
  const script = new URL("worker.js", import.meta.url).href;
  // A worker made from a blob keeps the page's Content-Security-Policy; one made from an address would not.
  const source = URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
  const worker = new Worker(source, { type: "module" });
  const waiting = new Map();
  let last = 0;
  const about = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.ready) resolve(data.ready);
      else if (data.failed) reject(new Error(data.failed));
      else if (data.stage) progress(data);
      else {
        waiting.get(data.id)(JSON.parse(data.answer));
        waiting.delete(data.id);
      }
    };
    worker.onerror = (event) => reject(new Error(event.message || "worker"));
    worker.postMessage({ start: new URL("runtime/", import.meta.url).href });
  }).finally(() => URL.revokeObjectURL(source));
  const ask = (operation, fields = {}) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      const forms = operation === "write" && fields.what === "form" ? about.form : undefined;
      worker.postMessage({ id: last, request: JSON.stringify({ operation, lang, ...fields }), forms });
    });
  return { ask, about, stop: () => worker.terminate() };
}
