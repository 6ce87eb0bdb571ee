// The result: a bar that stays in view, and everything about it below the criteria.

import { fill, goTo, make } from "./dom.js";

const QUIET = 900; // milliseconds without a change, after which a screen reader is told

/** Make the bar and the section: {bar, section, show, mend}. */
export function resultView(opened, { words, ask, leaf }) {
  const total = make("strong", { class: "calc-total" });
  const index = make("strong", { class: "calc-index" });
  const band = make("span", { class: "calc-band" });
  const next = make("p", { class: "calc-next" });
  const spoken = make("p", { class: "calc-spoken", role: "status" });
  const marks = scale(opened.bands);
  const bar = make("section", { class: "calc-bar", "aria-label": words.result, id: "calc-bar" },
    make("div", { class: "calc-figures" },
      make("span", {}, `${words.total} `, total, ` / ${opened.max_text}`),
      make("span", {}, `${words.index} `, index, " %"),
      band,
      make("a", { href: "#calc-result", class: "calc-more", click: (event) => (event.preventDefault(), goTo(section)) }, words.details),
    ),
    marks.node, next, spoken,
  );
  const body = make("div", {});
  const text = make("pre", { class: "calc-text", tabindex: "0", hidden: true, "aria-label": words.whole });
  const whole = make("button", { type: "button", click: async () => {
    const answer = await ask("explain");
    text.hidden = false;
    fill(text, answer.ok ? answer.text : answer.problems.map((each) => each.text).join("\n"));
    text.focus();
  } }, words.whole);
  const section = make("section", { class: "calc-result", id: "calc-result" }, make("h2", {}, words.result), body, whole, text);
  let waiting = 0;
  const say = (sentence) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => spoken.textContent !== sentence && fill(spoken, sentence), QUIET);
  };
  const jump = (key, label) =>
    make("button", { type: "button", class: "calc-quiet", click: () => leaf(key) && goTo(leaf(key).node) }, label);

  return {
    bar,
    section,
    show(answer) {
      bar.classList.remove("calc-wrong");
      text.hidden = true;
      fill(total, answer.total.text);
      fill(index, answer.index.text);
      fill(band, answer.band?.name ?? answer.band_text);
      band.hidden = !band.textContent;
      band.dataset.decided = String(answer.decided);
      marks.show(answer);
      const first = answer.missing.find((key) => leaf(key));
      fill(next, ...(answer.complete ? [answer.distance[0] ?? ""] : [`${words.missing(answer.missing.length)}. `, first ? jump(first, words.firstMissing) : ""]));
      const left = answer.complete ? "" : ` ${words.missing(answer.missing.length)}.`;
      say(words.said(answer.total.text, answer.max_text, answer.index.text, answer.band?.name ?? answer.band_text) + left);
      fill(body, ...details(opened, answer, words));
    },
    mend(problems) {
      bar.classList.add("calc-wrong");
      fill(total, "–");
      fill(index, "–");
      fill(band);
      band.hidden = true;
      marks.show(null);
      const first = problems.find(({ item }) => item && leaf(item));
      fill(next, `${words.toMend(problems.length)}. `, first ? jump(first.item, words.firstProblem) : "");
      const loose = problems.filter(({ item }) => !item || !leaf(item));
      fill(body, make("ul", { class: "calc-problems" }, problems.map((each) => make("li", {}, each.text))));
      say([words.toMend(problems.length), ...(loose.length ? loose : problems).slice(0, 1).map((each) => each.text)].join(". "));
    },
    coded(code) {
      const place = body.querySelector(".calc-checkcode");
      if (place && code) {
        fill(place, make("span", {}, `${words.checkCode}: `), make("code", {}, code));
      }
    },
  };
}

function details(opened, answer, words) {
  const lines = (title, texts) => (texts.length ? [make("h3", {}, title), make("ul", {}, texts.map((each) => make("li", {}, each)))] : []);
  return [
    make("dl", { class: "calc-sheet" },
      pair(words.total, `${answer.total.text} ${words.of(answer.max_text)}`, answer.total.exact),
      pair(words.index, `${answer.index.text} %`, answer.index.exact),
      answer.band_text && pair(words.band, answer.band_text),
      pair(words.occasion, answer.occasion),
    ),
    make("p", { class: "calc-checkcode" }),
    ...lines(words.distance, answer.distance),
    ...(answer.missing.length ? lines(words.missing(answer.missing.length), [answer.missing_text]) : []),
    ...lines(words.remarks, answer.remarks.map(({ text }) => text)),
    ...lines(words.assumptions, answer.assumptions.map(({ text }) => text)),
    ...lines(words.bands, opened.bands.map(({ name, span }) => `${name}: ${span}`)),
  ];
}

function pair(name, text, exact) {
  const precise = exact && exact.includes("/") ? make("span", { class: "calc-exact" }, `= ${exact}`) : null;
  return make("div", {}, make("dt", {}, name), make("dd", { "data-exact": exact }, text, " ", precise));
}

/** Draw where the index lies among the bands, each as wide as the next; the same is said in words beside it. */
function scale(bands) {
  const node = make("div", { class: "calc-scale", "aria-hidden": "true" });
  if (!bands.length) return { node, show() {} };
  const rising = bands.toReversed();
  const edges = rising.map(({ from }) => Number(from));
  const top = Number(bands[0].to ?? edges.at(-1));
  const part = (text) => {
    const value = Number(text);
    const at = Math.max(0, edges.findLastIndex((edge) => edge <= value));
    const inside = (value - edges[at]) / ((edges[at + 1] ?? top) - edges[at]) || 0;
    return (100 * (at + Math.min(1, Math.max(0, inside)))) / edges.length;
  };
  const mark = make("span", { class: "calc-mark", hidden: true });
  const steps = rising.map(({ key, name, from_text }) => make("span", { class: "calc-step", "data-band": key }, make("b", {}, from_text), ` ${name}`));
  node.append(...steps, mark);
  return {
    node,
    show(answer) {
      mark.hidden = !answer;
      for (const step of steps) step.classList.toggle("calc-here", step.dataset.band === answer?.band?.key);
      if (!answer) return;
      const [low, high] = answer.index.open ? [answer.index.least, answer.index.most] : [answer.index, answer.index];
      mark.style.left = `${part(low.published)}%`;
      mark.style.width = `${part(high.published) - part(low.published)}%`;
    },
  };
}
