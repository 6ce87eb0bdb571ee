// Files in and out, all of it on this machine: assessments, forms and records; a record is verified.

import { fill, fresh, make } from "./dom.js";

const KINDS = ["assessment", "form", "record"];

/** Make the panel of files: {node, told}. `take` opens what was read, `ask` and `write` question the library. */
export function filesView({ words, ask, take, write }) {
  const told = make("div", { class: "calc-told", role: "status" });
  const input = make("input", { type: "file", id: fresh("file"), accept: ".yaml,.yml,.json,.xlsx", change: async () => {
    if (input.files[0]) await open(input.files[0]);
    input.value = "";
  } });
  const hint = make("p", { class: "calc-hint", id: `${input.id}-hint` }, words.pickHint);
  input.setAttribute("aria-describedby", hint.id);
  const node = make("section", { class: "calc-files" },
    make("h2", {}, words.files),
    make("div", { class: "calc-pick" }, input, make("label", { for: input.id }, words.pick), hint),
    make("div", { class: "calc-save", role: "group", "aria-label": words.save }, make("span", {}, words.save),
      KINDS.map((what) => make("button", { type: "button", "data-what": what, click: () => save(what) }, words.what[what])),
    ),
    told,
  );

  const busy = (work) => async (given) => {
    told.setAttribute("aria-busy", "true");
    fill(told, make("p", {}, words.working));
    try {
      await work(given);
    } finally {
      told.removeAttribute("aria-busy");
    }
  };
  const open = busy(read);
  const save = busy(written);

  async function read(file) {
    const content = base64(await file.arrayBuffer());
    const answer = await ask("read", { name: file.name, content });
    if (!answer.ok) return fill(told, problems(words.refused(file.name), answer.problems));
    const parts = [];
    if (answer.verdict !== null) parts.push(verdict(await ask("verify", { content }), words));
    if (answer.ruleset !== null) {
      await take(answer);
      parts.unshift(make("p", { class: "calc-good" }, words.read[answer.what](file.name)));
    }
    if (answer.problems.length) parts.push(problems("", answer.problems));
    return fill(told, parts);
  }

  async function written(what) {
    const answer = await write(what);
    if (!answer.ok) return fill(told, problems(words.notWritten, answer.problems));
    hand(answer);
    return fill(told, make("p", { class: "calc-good" }, words.written(answer.name)),
      answer.check_code ? make("p", {}, `${words.checkCode}: `, make("code", {}, answer.check_code)) : null);
  }

  dropping(open, words);
  return { node };
}

function problems(title, found) {
  return make("div", { class: "calc-bad" }, title && make("p", {}, make("strong", {}, title)),
    make("ul", { class: "calc-problems" }, found.map(({ text }) => make("li", {}, text))));
}

function verdict(answer, words) {
  if (!answer.ok) return problems(words.verdict, answer.problems);
  const rows = [
    ["", answer.where],
    [words.expected, answer.where && answer.expected],
    [words.found, answer.where && answer.found],
    [words.by, answer.ruleset && `${answer.ruleset.title} (${answer.ruleset.id})`],
    ["", answer.rules],
    ["", answer.signatures],
    [words.checkCode, answer.check_code],
    [words.recordDigest, answer.sha256],
  ];
  return make("div", { class: answer.reproduced ? "calc-verdict calc-good" : "calc-verdict calc-bad", "data-verdict": answer.verdict },
    make("p", {}, make("strong", {}, `${words.verdict}: ${answer.title}`)),
    make("p", {}, answer.text),
    rows.filter(([, text]) => text).map(([name, text]) => make("p", { class: "calc-fact" }, name && `${name}: `, String(text))),
    (answer.ruleset?.labels ?? []).map((label) => make("p", { class: "calc-label" }, label)),
  );
}

/** A file may be dropped anywhere on the page. */
function dropping(open, words) {
  const shade = make("div", { class: "calc-drop", hidden: true, "aria-hidden": "true" }, words.drop);
  document.body.append(shade);
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  let inside = 0;
  addEventListener("dragenter", (event) => {
    if (carries(event)) shade.hidden = ++inside === 0;
  });
  addEventListener("dragleave", (event) => {
    if (carries(event)) shade.hidden = --inside <= 0;
  });
  addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    inside = 0;
    shade.hidden = true;
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  });
}

function hand({ name, type, content }) {
  const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
