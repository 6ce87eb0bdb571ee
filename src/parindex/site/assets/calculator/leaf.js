// One criterion: its question, what was observed, its state, its points, its problems and its explanation.

import { choices, fill, fresh, labelled, make } from "./dom.js";
import { control } from "./inputs.js";

// Of these the options show the points; a sentence would say them once more.
const PLAIN = new Set(["levels", "checklist", "deduction"]);

/** Make the view of a leaf: {node, key, read, write, inherit, show, mend}. */
export function leafView(item, { words, change, explain }) {
  const points = make("span", { class: "calc-points" });
  const state = make("span", { class: "calc-state" });
  const problems = make("ul", { class: "calc-problems", id: fresh("problems"), hidden: true });
  const worth = item.role === "penalty" && item.bound_text !== null ? words.takes(item.bound_text) : "";
  const legend = make("legend", {},
    item.code && make("span", { class: "calc-code" }, item.code), " ", item.name,
    worth && make("span", { class: "calc-worth" }, worth),
  );
  const node = make("fieldset", { class: "calc-leaf", id: `item-${item.key}`, "data-key": item.key }, legend);
  if (!item.control) {
    node.append(make("p", { class: "calc-hint" }, words.excluded));
    return { node, key: item.key, read: () => undefined, write() {}, inherit() {}, show() {}, mend() {} };
  }
  const body = answering(item, words, change);
  const folded = explanation(item, words, explain);
  node.append(
    ...(PLAIN.has(item.control.method) || !item.rule ? [] : [make("p", { class: "calc-rule" }, item.rule)]),
    body.node, problems, make("div", { class: "calc-foot" }, make("p", { class: "calc-outcome" }, points, " ", state), body.foot), folded.node,
  );
  node.addEventListener("focusout", (event) => {
    if (!node.contains(event.relatedTarget)) change();
  });
  return {
    node,
    key: item.key,
    read: (draft = false) => body.read(!draft && node.contains(document.activeElement)),
    write: body.write,
    inherit: body.inherit,
    show(line) {
      fill(points, words.points(line.text, item.role === "penalty" ? null : item.bound_text));
      fill(state, line.note);
      node.dataset.state = line.state;
      folded.refresh();
    },
    mend(found) {
      const marked = new Set();
      fill(problems, found.map(({ text }) => make("li", {}, text)));
      problems.hidden = found.length === 0;
      node.classList.toggle("calc-wrong", found.length > 0);
      if (found.length) fill(points, "–");
      for (const each of found) marked.add(place(node, each));
      for (const box of node.querySelectorAll("[data-path]")) {
        const wrong = marked.has(box);
        if (wrong) box.setAttribute("aria-invalid", "true");
        else box.removeAttribute("aria-invalid");
        if (wrong) box.setAttribute("aria-errormessage", problems.id);
        else box.removeAttribute("aria-errormessage");
        describe(box, problems.id, wrong);
      }
    },
  };
}

/** Find the input that a problem is about: the part of the entry that its path names, or the field. */
function place(node, { code, path, item, field }) {
  const part = code === "E-CHANGE" ? "changed.by" : path.split(`entries.${item}.`)[1] ?? ""; // its reason is what is missing
  const boxes = [...node.querySelectorAll("[data-path]")].filter((box) => box.offsetParent !== null);
  return boxes.find((box) => box.dataset.path === part)
    ?? boxes.find((box) => field && box.dataset.path.split(".")[0] === field)
    ?? boxes[0];
}

/** Add or take off one of the texts that describe an input. */
function describe(box, id, wanted) {
  const ids = (box.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  if (wanted) ids.push(id);
  if (ids.length) box.setAttribute("aria-describedby", ids.join(" "));
  else box.removeAttribute("aria-describedby");
}

/** Make the ways to answer, the states beside them, and the reasons that these need. */
function answering(item, words, changed) {
  let given; // what the stage says, as it was read: unless something is entered here it stays exactly that
  let dirty = false;
  const change = () => {
    dirty = true;
    changed();
  };
  const ways = item.control.ways.map((way) => {
    const parts = way.inputs.map((input) => ({ field: input.field, ...control(input, words, change) }));
    return { ...way, parts, node: make("div", { class: "calc-way" }, parts.map(({ node }) => node)) };
  });
  let chosen = ways.find(({ key }) => key === "done+planned") ?? ways[0];
  let kept = {}; // of a file: evidence, and the reason of an answer, which no control shows
  let before = null; // what the stage before says: {entry, stage}

  const choose = ways.length < 2 ? null : choices(ways.map(({ key, name }) => ({ key, name })), chosen.key, (key) => {
    take(ways.find((way) => way.key === key));
    change();
  });
  const take = (way) => {
    chosen = way;
    if (choose) choose.value = way.key;
    for (const each of ways) each.node.hidden = each !== way;
  };
  const states = [{ key: "", name: words.answered }, ...item.control.states];
  const needsWhy = () => item.control.states.find(({ key }) => key === state.value)?.why ?? false;
  const state = choices(states, "", () => (settle(), change()));
  const why = make("input", { type: "text", "data-path": "why", autocomplete: "off", input: change });
  const whyField = labelled(words.why, why);
  state.dataset.path = "state";
  const by = make("input", { type: "text", "data-path": "changed.by", autocomplete: "off", input: change });
  const because = make("input", { type: "text", "data-path": "changed.why", autocomplete: "off", input: change });
  const earlier = make("p", { class: "calc-hint" });
  const reasons = make("div", { class: "calc-changed", hidden: true }, earlier, labelled(words.changedBy, by), labelled(words.changedWhy, because));
  const clear = make("button", { type: "button", class: "calc-quiet", click: () => {
    write(before?.entry);
    changed();
    state.focus();
  } }, words.clear, make("span", { class: "calc-spoken" }, ` ${item.code ?? ""} ${item.name}`));
  const answers = make("div", { class: "calc-answers" },
    choose && make("div", { class: "calc-choose" }, labelled(words.way, choose)), ways.map(({ node }) => node));
  const settle = () => {
    whyField.hidden = !needsWhy();
    answers.hidden = state.value !== "";
  };

  const typed = () => {
    const found = {};
    for (const { field, read: value } of chosen.parts) if (value() !== undefined) found[field] = value();
    return found;
  };

  function read(working) {
    if (!dirty) return given;
    if (state.value === "missing" && !before) return undefined;
    let entry = { state: state.value };
    if (state.value === "") {
      entry = typed();
      const filled = Object.keys(entry).length;
      if (!filled) return undefined;
      // Two figures make one answer; while the second is still to come it is no mistake.
      if (working && chosen.inputs.length > filled) return undefined;
    }
    const reason = needsWhy() ? why.value.trim() : kept.why;
    if (reason) entry.why = reason;
    if (kept.evidence?.length) entry.evidence = kept.evidence;
    reasons.hidden = true;
    if (!before) return kept.changed ? { ...entry, changed: kept.changed } : entry;
    if (same(entry, before.entry)) return undefined; // it stays as the stage before has it
    reasons.hidden = false;
    const told = { by: by.value.trim(), why: because.value.trim() };
    return told.by || told.why ? { ...entry, changed: told } : entry;
  }

  function write(entry = {}, own = undefined) {
    [given, dirty] = [own, false];
    reasons.hidden = !own?.changed && (!own || !before || same(own, before.entry));
    const fields = Object.keys(entry);
    take(ways.find(({ parts }) => parts.some(({ field }) => fields.includes(field))) ?? chosen);
    for (const way of ways) for (const { field, write: put } of way.parts) put(way === chosen ? entry[field] : undefined);
    state.value = entry.state && states.some(({ key }) => key === entry.state) ? entry.state : "";
    why.value = entry.why ?? "";
    by.value = own?.changed?.by ?? "";
    because.value = own?.changed?.why ?? "";
    kept = { evidence: entry.evidence, changed: entry.changed, why: entry.why };
    settle();
  }

  function inherit(found) {
    before = found;
    fill(earlier, found ? words.inherited(found.stage) : "");
  }

  take(chosen);
  settle();
  return { node: make("div", {}, answers, reasons), foot: [labelled(words.state, state), whyField, clear], read, write, inherit };
}

/** Tell whether two entries say the same of an item; who changed it is no part of that. */
function same(one, other) {
  const plain = (value) => {
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object") {
      const kept = Object.entries(value).filter(([key, each]) => key !== "changed" && !(key === "state" && each === "observed") && each !== null);
      return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, plain(each)]));
    }
    return value;
  };
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

/** Make the part that is unfolded: how the item scores, the reckoning of its points, its clause. */
function explanation(item, words, explain) {
  const told = make("div", { class: "calc-told", "aria-live": "polite" });
  const refresh = async () => {
    if (node.open) fill(told, sentences(item, words, await explain(item.key)));
  };
  const node = make("details", { class: "calc-why", toggle: refresh },
    make("summary", {}, words.explain, make("span", { class: "calc-spoken" }, ` ${item.code ?? ""} ${item.name}`)), told);
  return { node, refresh };
}

function sentences(item, words, answer) {
  const rows = answer.ok ? [
    [words.rule, PLAIN.has(item.control.method) ? answer.rule : ""],
    [words.reckoning, answer.reckoning],
    [words.why, answer.why],
    ["", answer.changed],
    [words.clause, answer.clause],
  ] : [[words.rule, item.rule], ["", answer.problems.map(({ text }) => text)], [words.clause, item.clause]];
  rows.push([words.evidence, item.evidence], [words.appraiser, item.appraiser], [words.note, item.note]);
  return [
    ...rows.filter(([, text]) => text?.length).map(([name, text]) =>
      make("div", { class: "calc-row" }, name && make("strong", {}, name),
        Array.isArray(text) ? make("ul", {}, text.map((each) => make("li", {}, each))) : make("p", {}, text)),
    ),
    make("p", {}, make("a", { href: item.page }, words.page)),
  ];
}
