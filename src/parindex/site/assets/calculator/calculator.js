// The calculator's page: it starts on a click, asks the library in the worker, and shows what that answers.

import { openDesk } from "./desk.js";
import { fill, goTo, make } from "./dom.js";
import { sheetView } from "./sheet.js";
import { recall } from "./store.js";
import { megabytes, wordsOf } from "./words.js";

const root = document.getElementById("calculator");
const lang = root.lang === "en" ? "en" : "vi";
const words = wordsOf(lang);
const asked = new URLSearchParams(location.search);

forbid();
dress();
waitForClick();

/** Forbid every connection but to where the page came from; the worker inherits this. */
function forbid() {
  const rules = "connect-src 'self'; form-action 'none'; object-src 'none'; frame-src 'none'; base-uri 'none'";
  document.head.append(make("meta", { "http-equiv": "Content-Security-Policy", content: rules }));
}

function dress() {
  document.head.append(make("link", { rel: "stylesheet", href: new URL("calculator.css", import.meta.url).href }));
}

async function waitForClick() {
  const size = make("span", { class: "calc-hint" });
  const wanted = asked.get("ruleset");
  const kept = recall();
  const opens = kept ? words.kept(kept.ruleset) : wanted && words.willOpen(wanted);
  const button = make("button", { type: "button", class: "calc-start md-button md-button--primary", click: () => start(kept) }, kept ? words.goOn : words.start);
  const other = kept && wanted && wanted !== kept.ruleset ? `${words.afresh}: ${wanted}` : words.afresh;
  const afresh = kept && make("button", { type: "button", class: "calc-afresh", click: () => start(null) }, other);
  fill(root, make("div", { class: "calc-door" }, make("p", {}, words.private), opens && make("p", {}, opens), make("div", { class: "calc-fold" }, button, afresh), size));
  const described = await (await fetch(new URL("runtime/runtime.json", import.meta.url))).json();
  const bytes = [...described.engine, ...described.start].reduce((sum, each) => sum + Number(each.bytes), 0);
  fill(size, words.size(megabytes(bytes, lang)));
}

/** Open the library, and with it what the tab has kept. */
async function start(kept) {
  const bar = make("progress", { max: "1", value: "0", "aria-label": words.loading });
  const doing = make("p", { role: "status" }, words.stages.download);
  const count = make("p", { class: "calc-hint" });
  fill(root, make("div", { class: "calc-door" }, make("p", {}, make("strong", {}, words.loading)), bar, doing, count));
  let stage = "download";
  const at = { download: 0, python: 0.5, library: 0.75, rulesets: 0.9 };
  const step = (told) => {
    // The bytes are half of it; what follows takes about as long on a machine that has them already.
    if (told.all) fill(count, words.bytes(megabytes(told.done, lang), megabytes(told.all, lang)));
    if (at[told.stage] > at[stage]) {
      fill(doing, words.stages[(stage = told.stage)]);
      performance.mark(`calculator ${stage}`);
    }
    bar.value = Math.max(at[stage], told.all ? 0.5 * (told.done / told.all) : 0);
  };
  performance.mark("calculator start");
  try {
    const desk = await openDesk(lang, step);
    step({ stage: "rulesets" });
    const { rulesets } = await desk.ask("rulesets");
    const sheet = await sheetView({ desk, rulesets, lang, words, wanted: asked.get("ruleset"), kept });
    fill(root, sheet.node);
    root.dataset.ready = "true";
    performance.mark("calculator ready");
    const item = document.getElementById(`item-${asked.get("item")}`);
    if (item) goTo(item);
    else sheet.focus();
  } catch (error) {
    fail(error, kept);
  }
}

function fail(error, kept) {
  const again = make("button", { type: "button", click: () => start(kept) }, words.again);
  fill(root, make("div", { class: "calc-door calc-bad", role: "alert" },
    make("p", {}, make("strong", {}, words.failed)), make("p", {}, words.failedHow), make("p", {}, make("code", {}, error.message))), again);
  again.focus();
}
