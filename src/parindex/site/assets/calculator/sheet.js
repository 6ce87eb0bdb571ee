// One unit under one ruleset: what is chosen, what is entered, and what comes of it.

import { choices, fill, fillChoices, labelled, make } from "./dom.js";
import { filesView } from "./files.js";
import { resultView } from "./result.js";
import { keep as remember } from "./store.js";
import { treeView } from "./tree.js";

const TYPING = 600; // milliseconds before a problem is shown at the very input that is typed into
const CODES = 700; // milliseconds of rest before the check code is asked for, which takes as long as a record

/** Make the whole calculator below its door: {node, focus}. What the tab has kept is opened, unless rules or library have changed since. */
export async function sheetView({ desk, rulesets, lang, words, wanted, kept }) {
  let opened = null; // what `open` said of the ruleset and kind
  let tree = null;
  let result = null;
  let stages = {}; // of a file: what its stages say
  let unit = null;
  let at = "final"; // the stage that stands on the page
  let touched = false;
  let turn = 0; // of the newest question; answers to older ones are left aside
  let pending = false;
  let resting = 0;

  const first = rulesets.find(({ id }) => id === (wanted ?? kept?.ruleset)) ?? rulesets[0];
  const ruleset = choices(rulesets.map(({ id, title }) => ({ key: id, name: `${title} (${id})` })), first.id, (id) => renew({ ruleset: id }));
  const kind = choices([], "", (key) => renew({ ruleset: ruleset.value, kind: key, period: period.value }));
  const period = choices([], "", () => renew({ ruleset: ruleset.value, kind: kind.value, period: period.value, keep: true }));
  const stage = choices([], "", turnTo);
  const listed = choices([], "", (key) => renew({ ruleset: ruleset.value, kind: kind.value, period: period.value, unit: key || null, keep: true }));
  const name = make("input", { type: "text", autocomplete: "off", input: () => (unit = named(name.value), store()), change: () => score() });
  const submitted = make("input", { type: "date", change: () => score() });
  const kindField = labelled(words.kind, kind);
  const listedField = labelled(words.unit, listed);
  const nameField = labelled(words.unitName, name, words.unitHint);
  const whose = make("span", { class: "calc-whose" });
  const about = make("div", { class: "calc-about" });
  const dropped = make("div", {});
  const labels = make("div", { class: "calc-labels" });
  const place = make("div", {});
  const barPlace = make("div", { class: "calc-dock" });
  const resultPlace = make("div", {});
  const folding = [[true, words.openAll], [false, words.closeAll]].map(([open, label]) =>
    make("button", { type: "button", click: () => tree.fold(open) }, label));
  const fold = make("div", { class: "calc-fold" }, folding, make("button", { type: "button", class: "calc-afresh", click: afresh }, words.afresh));
  const files = filesView({ words, ask: desk.ask, take, write: (what) => desk.ask("write", { ...request(), what }).then((answer) => {
    if (answer.ok && what !== "form") touched = false;
    return answer;
  }) });
  const { python, wheel, start } = desk.about;
  const version = start.find(({ file }) => file.startsWith("parindex-")).file.slice("parindex-".length, -".zip".length);
  const node = make("div", { class: "calc-desk" },
    make("section", { class: "calc-setup" }, make("h2", {}, words.choose), dropped, labels,
      make("div", { class: "calc-choices" }, labelled(words.ruleset, ruleset), kindField, labelled(words.period, period)),
      make("details", { class: "calc-fine" }, make("summary", {}, words.more, whose),
        make("div", { class: "calc-choices" }, listedField, nameField, labelled(words.stage, stage), labelled(words.submitted, submitted))),
      about),
    files.node,
    make("section", { class: "calc-entries" }, make("h2", {}, words.entries), fold, place),
    resultPlace,
    make("p", { class: "calc-made" }, words.made(version, python, wheel)),
    barPlace,
  );
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
  const valid = kept?.wheel === wheel && rulesets.some(({ id, digest }) => id === kept.ruleset && digest === kept.digest);
  await (valid ? take(kept) : renew({ ruleset: first.id }));
  touched = valid;
  if (kept && !valid) fill(dropped, make("p", { class: "calc-label", role: "alert" }, words.dropped(kept.ruleset)));
  return { node, focus: () => ruleset.focus() };

  /** Open a ruleset for a kind of unit; with `keep` what was entered stays. */
  async function renew({ keep = false, file = null, ...chosen }) {
    if (touched && !keep && !file && !confirm(words.loses)) return restore();
    const known = rulesets.find(({ id }) => id === chosen.ruleset);
    const kinds = known?.kinds ?? [];
    const asked = { ruleset: chosen.ruleset, kind: chosen.kind ?? kinds[0]?.key };
    if (chosen.period) asked.period = chosen.period;
    if (chosen.unit) asked.unit = chosen.unit;
    const answer = await desk.ask("open", asked);
    if (!answer.ok) return fill(labels, make("ul", { class: "calc-problems", role: "alert" }, answer.problems.map(({ text }) => make("li", {}, text))));
    const typed = entries();
    if (!keep) [stages, touched] = [{}, false];
    fill(dropped);
    opened = answer;
    ruleset.value = opened.id;
    fillChoices(kind, opened.kinds, opened.kind.key);
    kindField.hidden = opened.kinds.length < 2;
    fillChoices(period, opened.periods, opened.period);
    fillChoices(stage, opened.stages, (at = keep ? at : "final"));
    fillChoices(listed, [{ key: "", name: words.otherUnit }, ...opened.units], opened.unit?.key ?? "");
    listedField.hidden = opened.units.length === 0;
    nameField.hidden = Boolean(listed.value);
    if (opened.unit) unit = opened.unit;
    else if (!keep || "unit" in chosen) unit = named(name.value);
    fill(labels, opened.labels.map((label) => make("p", { class: "calc-label" }, label)));
    fill(about, make("p", {}, make("a", { href: opened.page }, words.about), " ", make("code", {}, opened.id)),
      make("p", { class: "calc-hint calc-digest" }, `${words.digest}: `, make("code", {}, opened.digest)));
    const tools = { words, ask: (operation, fields = {}) => desk.ask(operation, { ...request(), ...fields }), leaf: (key) => tree.leaves.get(key) };
    tree = treeView(opened.items, { words, change, explain: (key) => tools.ask("explain", { key }) });
    for (const button of folding) button.hidden = !tree.folds;
    result = resultView(opened, tools);
    fill(place, tree.node);
    fill(barPlace, result.bar);
    fill(resultPlace, result.section);
    if (keep) inherit(at, typed);
    return file ? undefined : score();
  }

  function restore() {
    ruleset.value = opened.id;
    kind.value = opened.kind.key;
    period.value = opened.period;
    stage.value = at;
  }

  /** Clear everything but what is asked: ruleset, kind and period stay. */
  function afresh() {
    if (touched && !confirm(words.loses)) return undefined;
    [touched, name.value, submitted.value] = [false, "", ""];
    return renew({ ruleset: opened.id, kind: opened.kind.key, period: opened.period });
  }

  /** Show a file that was read, or what the tab has kept: its unit, its stages, and of the one it is about what was entered. */
  async function take(answer) {
    await renew({ ruleset: answer.ruleset, kind: answer.kind, period: answer.period, unit: answer.unit?.key, file: answer });
    unit = answer.unit ?? null;
    if (!opened.units.some(({ key }) => key === unit?.key)) [listed.value, name.value] = ["", unit?.name ?? ""];
    nameField.hidden = Boolean(listed.value);
    submitted.value = answer.submitted ?? "";
    stages = answer.stages;
    stage.value = answer.stage;
    inherit(answer.stage, answer.entries);
    return score();
  }

  /** Leave one stage for another; what was entered in it goes, as with another ruleset. */
  function turnTo(key) {
    if (touched && !confirm(words.loses)) return restore();
    touched = false;
    inherit(key);
    return score();
  }

  /** Show what is entered in a stage, or else what its file says, and what it has from the stages before it. */
  function inherit(key, found = stages[key] ?? {}) {
    at = key;
    const before = new Map();
    for (const each of opened.stages.slice(0, opened.stages.findIndex((one) => one.key === key))) {
      for (const [item, entry] of Object.entries(stages[each.key] ?? {})) before.set(item, { entry, stage: each.name });
    }
    for (const [item, view] of tree.leaves) {
      view.inherit(before.get(item) ?? null);
      view.write(found[item] ?? before.get(item)?.entry, found[item]);
    }
  }

  function entries(draft = false) {
    const found = {};
    for (const [key, view] of tree?.leaves ?? []) {
      const entry = view.read(draft);
      if (entry !== undefined) found[key] = entry;
    }
    return found;
  }

  /** Keep in the tab what stands here: what a file says, and beside it what was entered; of an empty page nothing. */
  function store() {
    const asked = request(true);
    const empty = !asked.unit && !asked.submitted && [asked.entries, ...Object.values(stages)].every((each) => Object.keys(each).length === 0);
    remember(empty ? null : { wheel, digest: opened.digest, ...asked });
  }

  function request(draft = false) {
    return {
      ruleset: opened.id,
      kind: opened.kind.key,
      period: opened.period,
      stage: stage.value,
      entries: entries(draft),
      stages,
      ...(unit ? { unit: { key: unit.key, name: unit.name } } : {}),
      ...(submitted.value ? { submitted: submitted.value } : {}),
    };
  }

  function change() {
    touched = true;
    return score();
  }

  /** Ask for the score; while one question is out, only the newest of the others is asked. */
  async function score() {
    const mine = ++turn;
    store();
    fill(whose, [unit?.name, stage.selectedOptions[0]?.textContent, submitted.value].filter(Boolean).join(" · "));
    clearTimeout(resting);
    if (pending) return;
    pending = true;
    node.setAttribute("aria-busy", "true");
    const asked = performance.now();
    const answer = await desk.ask("score", request());
    node.dataset.milliseconds = String(performance.now() - asked);
    pending = false;
    if (mine !== turn) return score();
    node.removeAttribute("aria-busy");
    if (answer.ok) return good(answer);
    const typing = answer.problems.every(({ item }) => tree.leaves.get(item)?.node.contains(document.activeElement) && document.activeElement.matches("input[type=text]"));
    if (typing) resting = setTimeout(() => mine === turn && bad(answer), TYPING);
    else bad(answer);
  }

  function good(answer) {
    for (const view of tree.leaves.values()) view.mend([]);
    tree.node.classList.remove("calc-stale");
    tree.show(answer.lines, new Set(answer.missing), words);
    result.show(answer);
    const mine = turn;
    if (answer.complete && stage.value === "final") {
      resting = setTimeout(async () => {
        const coded = await desk.ask("score", { ...request(), codes: true });
        if (mine === turn && coded.ok) result.coded(coded.check_code);
      }, CODES);
    }
  }

  function bad(answer) {
    const of = Map.groupBy?.(answer.problems, ({ item }) => item);
    for (const [key, view] of tree.leaves) view.mend(of?.get(key) ?? answer.problems.filter(({ item }) => item === key));
    tree.node.classList.add("calc-stale");
    result.mend(answer.problems);
  }
}

/** Make a unit of a name; its key is the name without diacritics. */
function named(text) {
  const key = text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return key ? { key, name: text.trim().normalize("NFC") } : null;
}
