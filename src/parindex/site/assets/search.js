/* Answers the search dialog of the theme: words without marks and case find words with them, and the
   other way round. Runs in a worker, or in the theme's frame where the page lies on a disk. */
"use strict";

const WORD = /[\p{L}\p{N}\p{M}]+(?:[.,/@_–-][\p{L}\p{N}\p{M}]+)*/gu;
const JOIN = /[.,/@_–-]/u;
const FIGURE = /^[\p{N}.,]+$/u;
const BOOST = { keys: 12, title: 6, where: 2, page: 2, text: 1 };
const NAMED = 1e9; // of what is asked for by its name: above all else
const SHOWN = 40; // pages whose places are shown; more are only counted
const PLACES = 6; // of one page
const RULESET = /^(?:rulesets|plans)\/([^/]+\/[^/]+)\/([^/]+)\//;
const WINDOW = 220; // letters of a place

/** The rule of parindex.vietnamese.fold: no marks, no case, đ is d. */
const fold = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{Mn}/gu, "");

// The same few thousand words come again and again.
const known = new Map();
const term = (word) => {
  let plain = known.get(word);
  if (plain === undefined) known.set(word, (plain = fold(word)));
  return plain;
};

const wholes = (text) => text.match(WORD) ?? [];

/** A code such as 1.1.1 is one word; ha-noi/departments@2024 is one word and four. */
const parts = (whole) => (FIGURE.test(whole) || !JOIN.test(whole) ? [] : whole.split(JOIN));

const words = (text) => wholes(text).flatMap((whole) => [whole, ...parts(whole)]);

const lower = (text) => text.toLowerCase();

const line = (text, form) => ` ${wholes(text).map(form).join(" ")} `;

/** A name however its parts are joined: ha-noi/departments@2024, Ha Noi departments 2024. */
const named = (text) => wholes(fold(text)).flatMap((whole) => (parts(whole).length ? parts(whole) : whole)).join(" ");

const safe = (text) =>
  text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);

/** Reads the pages of data.js into an index of their sections. */
function open(pages) {
  const docs = [];
  for (const [location, page, keys, sections] of pages) {
    const where = location.replace(/\.html$/, "").replaceAll("/", " ");
    sections.forEach(([anchor, title, text], at) => {
      const first = at === 0;
      docs.push({
        id: docs.length,
        location: anchor && !first ? `${location}#${anchor}` : location,
        of: location,
        title,
        said: line(title, lower),
        page: first ? "" : page,
        keys: first ? keys.join(" ") : "",
        names: first ? keys.map(named) : [],
        where: first ? where : "",
        text,
      });
    });
  }
  const index = new MiniSearch({
    fields: Object.keys(BOOST),
    tokenize: words,
    processTerm: (word) => term(word) || null,
  });
  index.addAll(docs);
  return { docs, index };
}

/** Every word must be there; a joined word may be there in parts; the last one may still be growing. */
function asked(all, combineWith) {
  const queries = all.map((whole, at) => {
    const growing = at === all.length - 1 && whole.length > 1;
    const one = { queries: [whole], tokenize: (word) => [word], prefix: growing };
    const split = parts(whole);
    if (!split.length) return one;
    return { combineWith: "OR", queries: [one, { combineWith: "AND", queries: split, prefix: false }] };
  });
  return { combineWith, queries };
}

/** What a person means first: the thing of that name, then a title, then a place with these words in this
    order. Somebody who writes the marks means them. */
function weight(doc, asking) {
  doc.textSaid ??= line(doc.text, lower);
  doc.textFolded ??= line(doc.text, term);
  const title = fold(doc.said);
  let by = doc.page === "" ? 1.5 : 1;
  if (title === asking.folded) by *= 20;
  else if (title.includes(asking.folded)) by *= 8;
  else if (doc.textFolded.includes(asking.folded)) by *= 4;
  if (asking.marked) {
    const text = doc.said + doc.textSaid;
    if (text.includes(asking.begun)) by *= 100;
    else if (asking.words.every((word) => text.includes(` ${word}`))) by *= 20;
  }
  return by;
}

function mark(text, terms, window = Infinity) {
  const hits = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if ([word, ...parts(word)].some((each) => terms.has(term(each)))) hits.push([index, index + word.length]);
  }
  let from = 0;
  let to = text.length;
  if (to > window) {
    const first = hits.length ? hits[0][0] : 0;
    from = first < 60 ? 0 : text.lastIndexOf(" ", first - 40) + 1;
    const end = text.indexOf(" ", from + window);
    to = end < 0 ? text.length : end;
  }
  let done = "";
  let at = from;
  for (const [start, end] of hits) {
    if (start < from || end > to) continue;
    done += `${safe(text.slice(at, start))}<mark>${safe(text.slice(start, end))}</mark>`;
    at = end;
  }
  return `${from ? "… " : ""}${done}${safe(text.slice(at, to))}${to < text.length ? " …" : ""}`;
}

/** Of two that are as good, the one of the later year; on one page, the one above. */
const newer = (a, b) => (a.of === b.of ? a.id - b.id : a.of < b.of ? 1 : -1);

/** Finds pages, best first, each with its own entry and the places on it. */
function find({ docs, index }, text) {
  const written = lower(text.normalize("NFC").trim());
  const said = line(written, lower);
  const asking = {
    name: named(written),
    folded: fold(said),
    begun: said.trimEnd(),
    words: wholes(written),
    marked: fold(written) !== written,
  };
  if (!asking.words.length) return [];
  let found = index.search(asked(asking.words, "AND"), { boost: BOOST });
  if (!found.length) found = index.search(asked(asking.words, "OR"), { boost: BOOST });
  const hits = found
    .map(({ id, score, terms }) => {
      const doc = docs[id];
      if (doc.names.includes(asking.name)) return { doc, terms, score: NAMED };
      return { doc, terms, score: score * weight(doc, asking) };
    })
    .sort((a, b) => b.score - a.score || newer(a.doc, b.doc));
  const pages = new Map();
  for (const hit of hits) {
    const places = pages.get(hit.doc.of) ?? [];
    pages.set(hit.doc.of, places);
    places.push(hit);
  }
  const own = new Map(docs.filter((doc) => doc.location === doc.of).map((doc) => [doc.of, doc]));
  return [...pages].map(([of, places], at) => {
    const best = places[0].score;
    const shown = at < SHOWN ? places.slice(0, PLACES) : [];
    if (!shown.some(({ doc }) => doc.location === of)) {
      shown.unshift({ doc: own.get(of), terms: [], score: best });
    }
    // The theme reads the page itself off an address without an anchor, and the order off the scores.
    shown.sort((a, b) => (b.doc.location === of) - (a.doc.location === of) || b.score - a.score);
    return shown.map(({ doc, terms, score }) => {
      const hit = new Set(terms);
      const itself = doc.location === of;
      return {
        location: doc.location,
        title: mark(doc.title, hit) + (itself ? whose(doc) : ""),
        text: doc.text ? `<p>${mark(doc.text, hit, WINDOW)}</p>` : "",
        score: itself ? best : score,
        terms: {},
      };
    });
  });
}

/** Items of two years have the same title: the ruleset is told beside it. */
function whose(doc) {
  const [, family, year] = RULESET.exec(doc.location) ?? [];
  const id = `${family}@${year}`;
  return family && !doc.title.includes(id) ? ` <small>${safe(id)}</small>` : "";
}

let ready;
let last = 0;

/** Loads the pages when somebody searches for the first time. */
async function opened() {
  const own = self.document ? self.document.querySelector("script[src]").src : self.location.href;
  await importScripts(new URL("data.js", own).href);
  return open(self.PAGES);
}

/** Answers a query, unless another one has come in the meantime. */
async function answer(text) {
  const mine = ++last;
  if (!text.trim()) return [];
  ready ??= opened();
  const pages = await ready;
  await new Promise((done) => setTimeout(done)); // for the letters that were typed while it was busy
  return mine === last ? find(pages, text) : undefined;
}

// The theme's messages: 0 its setup, 1 ready, 2 a query, 3 the answer.
addEventListener("message", async ({ data: { type, data } }) => {
  if (type === 0) {
    postMessage({ type: 1 });
    if (self.document) ready ??= opened(); // on a disk the theme sets up when the search is opened
  }
  if (type !== 2) return;
  const items = await answer(data);
  if (items) postMessage({ type: 3, data: { items } });
});
