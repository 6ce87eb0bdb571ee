// Look at the built site as a reader would, and write down what is seen; pytest compares it with the library.
//
// Usage: node checks.mjs PLAN OUT. The plan says where the site is and what to try, the answer has a part for each
// check; a check that fails to run says so under `broken` and hides no other.

import { readFileSync, writeFileSync } from "node:fs";
import { axe, browse, enter, entered, give, ready, result, settled, startCalculator } from "./browse.mjs";

const [planned, out] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planned, "utf8"));
const { browser, open, requests, faults } = await browse();
const seen = { broken: {}, seconds: {} };

async function check(name, look) {
  const start = performance.now();
  try {
    seen[name] = await look();
  } catch (error) {
    seen.broken[name] = String(error.stack ?? error).slice(0, 2000);
  }
  seen.seconds[name] = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${name}: ${seen.seconds[name]} s ${seen.broken[name] ?? ""}\n`);
}

const at = (path) => new URL(path, plan.site).href;

/** Type a query and return the pages that are found, best first; the theme listens to keys. */
async function found(page, query) {
  const box = page.locator(".md-search__input");
  const links = page.locator(".md-search-result__item > .md-search-result__link");
  await box.fill("");
  await box.press("End");
  await page.waitForFunction(() => !document.querySelector(".md-search-result__link"));
  await box.fill(query);
  await box.press("End");
  await links.first().waitFor();
  return links.evaluateAll((each) => each.map(({ href }) => href));
}

async function search(root) {
  const answers = {};
  for (const lang of ["vi", "en"]) {
    const page = await open(root + (lang === "en" ? "en/index.html" : "index.html"));
    await page.locator(".md-search__input").focus();
    for (const { query } of plan.queries.filter((each) => each.lang === lang)) {
      const links = await found(page, query).catch(() => []);
      answers[`${lang} ${query}`] = links.map((href) => decodeURI(href.slice(root.length)).replace(/[?#].*/, ""));
    }
    await page.context().close();
  }
  return answers;
}

/** Press Tab until what has the focus is wanted; return how often. */
async function tabTo(page, selector, most = 250) {
  for (let presses = 1; presses <= most; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return presses;
  }
  throw new Error(`Tab never reaches ${selector}`);
}

/** Ask axe; with other colours only what colours can break is asked again. */
async function violations(page, scheme = "light") {
  await page.evaluate(axe);
  const options = scheme === "light" ? {} : { runOnly: ["color-contrast", "link-in-text-block"] };
  const { violations } = await page.evaluate((asked) => globalThis.axe.run(document, { resultTypes: ["violations"], ...asked }), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join(" | ")}`);
}

const assessed = async (page, file) => {
  const told = await give(page, file);
  await page.click(".calc-result > button");
  await page.waitForSelector(".calc-text:not([hidden])");
  return { told, ...(await result(page)), explained: await page.locator(".calc-text").textContent() };
};

async function readers() {
  await check("search", () => search(plan.site));
  await check("search from a file", () => search(plan.file));
  await check("axe", async () => {
    const answers = {};
    for (const scheme of ["light", "dark"]) {
      const page = await open(at("index.html"), { colorScheme: scheme });
      for (const path of plan.kinds) {
        await page.goto(at(path));
        answers[`${scheme} ${path}`] = await violations(page, scheme);
      }
      await page.context().close();
    }
    return answers;
  });

  await check("keyboard", async () => {
    const fresh = await open(at("calculator.html"));
    const keys = fresh.keyboard;
    await tabTo(fresh, ".calc-start");
    await keys.press("Enter");
    await ready(fresh);
    const first = await fresh.evaluate(() => document.activeElement.tagName);
    const before = await fresh.locator(".calc-setup select").first().inputValue();
    await keys.press("ArrowDown");
    await fresh.waitForFunction((old) => document.querySelector(".calc-about code").textContent !== old, before);
    await settled(fresh);
    const chosen = await fresh.locator(".calc-about code").first().textContent();
    await tabTo(fresh, `#item-${plan.keyboard.item} input`);
    const status = () => document.querySelector(".calc-bar [role=status]").textContent;
    await fresh.waitForFunction(status);
    const earlier = await fresh.evaluate(status);
    await keys.type(plan.keyboard.text);
    const heard = await fresh.waitForFunction((old) => {
      const now = document.querySelector(".calc-bar [role=status]").textContent;
      return now !== old && now;
    }, earlier);
    const points = await fresh.locator(`#item-${plan.keyboard.item} .calc-points`).textContent();
    const answer = { first, chosen, points, earlier, said: await heard.jsonValue() };
    await tabTo(fresh, ".calc-result > button", 600);
    await keys.press("Enter");
    await fresh.waitForFunction(() => document.activeElement.matches(".calc-text"));
    await fresh.evaluate(() => void (window.outside = false));
    for (let presses = 0; presses < 30 && !answer.left; presses += 1) {
      await keys.press("Tab");
      answer.left = await fresh.evaluate(() => !document.getElementById("calculator").contains(document.activeElement));
    }
    await fresh.context().close();
    return answer;
  });
  await check("from a file", async () => {
    const fresh = await open(`${plan.file}calculator.html`);
    await fresh.waitForTimeout(300);
    const told = await fresh.locator("#calculator").innerText();
    await fresh.context().close();
    return told;
  });
}

/** What the page says before it starts: its buttons. */
const door = (page) => page.waitForSelector(".calc-door .calc-hint:not(:empty)").then(() => page.locator(".calc-door button").allTextContents());

/** Start with keys alone, or go on; return the buttons there were. */
async function restart(page) {
  const buttons = await door(page);
  await tabTo(page, ".calc-start");
  await page.keyboard.press("Enter");
  await ready(page);
  await settled(page);
  return buttons;
}

/** What is entered is kept in the tab: reload it, leave it, come back to it, change the rules below it, start afresh. */
async function kept() {
  const { ruleset, other, entries, half, unit } = plan.kept;
  const address = at(`calculator.html?ruleset=${encodeURIComponent(ruleset)}`);
  const page = await open(address);
  const asked = [];
  page.on("dialog", async (dialog) => {
    if (dialog.type() === "confirm") asked.push(dialog.message());
    await dialog.accept();
  });
  const stored = () => page.evaluate(() => ({ tab: { ...sessionStorage }, machine: { ...localStorage }, cookies: document.cookie }));
  const seenThere = async () => ({
    fields: await entered(page, [...entries, half].map(({ key }) => key)),
    total: await page.locator(".calc-total").textContent(),
    whose: await page.locator(".calc-whose").textContent(),
  });
  const answer = { first: await restart(page) };
  answer.empty = await seenThere();
  await page.click(".calc-fine > summary");
  await page.fill(".calc-fine input[type=text]", unit);
  for (const each of entries) await enter(page, each);
  await enter(page, half); // and stay in it: one of two figures
  await settled(page);
  answer.before = await seenThere();
  answer.stored = await stored();
  await page.reload();
  answer.again = await restart(page);
  answer.after = await seenThere();
  await enter(page, { key: half.key, fields: half.rest });
  await settled(page);
  answer.finished = Object.fromEntries(await Promise.all([...entries, half].map(async ({ key }) => [key, await page.locator(`#item-${key} .calc-points`).textContent()])));

  await page.goto(at(`calculator.html?ruleset=${encodeURIComponent(other)}`));
  answer.elsewhere = await door(page);
  answer.axe = await violations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  answer.axe.push(...(await violations(page, "dark")));
  await page.emulateMedia({ colorScheme: "light" });
  answer.english = await page.goto(at("en/calculator.html")).then(() => door(page));
  const second = await page.context().newPage();
  await second.goto(address);
  await second.waitForSelector(".calc-door .calc-hint:not(:empty)");
  answer.secondTab = await second.locator(".calc-door button").allTextContents();
  await second.close();

  answer.dropped = {};
  for (const part of ["digest", "wheel"]) {
    await page.goto(address);
    await page.evaluate(([tab, name]) => {
      for (const [place, text] of Object.entries(tab)) sessionStorage.setItem(place, JSON.stringify({ ...JSON.parse(text), [name]: "another" }));
    }, [answer.stored.tab, part]);
    await page.reload();
    await restart(page);
    answer.dropped[part] = { said: await page.locator("#calculator [role=alert]").textContent(), ...(await seenThere()), stored: await stored() };
  }

  await enter(page, entries[0]);
  await page.locator(".calc-fine > summary").click();
  await page.locator(".calc-fine select").last().selectOption("self");
  await settled(page);
  answer.stage = await seenThere();
  await enter(page, entries[0]);
  await page.fill(".calc-fine input[type=text]", unit);
  await settled(page);
  await page.focus(".calc-entries .calc-fold > :first-child");
  await tabTo(page, ".calc-entries .calc-afresh", 5);
  await page.keyboard.press("Enter");
  await settled(page);
  answer.afresh = { ...(await seenThere()), stored: await stored() };
  answer.asked = asked;
  await page.reload();
  answer.last = await door(page);
  await page.context().close();
  return answer;
}

/** What is entered and what a file says stay apart: over a reload, another stage, another period; a full tab keeps nothing. */
async function keptStages() {
  const { ruleset, final, self, changed, inherited, items, period } = plan.stages;
  const page = await open(at(`calculator.html?ruleset=${encodeURIComponent(ruleset)}`));
  page.on("dialog", (dialog) => dialog.accept());
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (data, ...rest) {
      const request = JSON.parse(data.request ?? "{}");
      if (request.operation === "score" && !request.codes) window.scored = request;
      return post.call(this, data, ...rest);
    };
  });
  const again = () => page.reload().then(() => restart(page));
  const turnTo = async (stage) => {
    await page.locator(".calc-fine").evaluate((each) => void (each.open = true));
    await page.locator(".calc-fine select").last().selectOption(stage);
    await settled(page);
  };
  const look = async () => {
    await settled(page);
    return { fields: await entered(page, items), asked: await page.evaluate(() => window.scored), total: await page.locator(".calc-total").textContent() };
  };

  const answer = {};
  await again();
  answer.empty = await look();
  await enter(page, final);
  await settled(page);
  await again();
  await turnTo("self");
  await enter(page, self);
  answer.self = await look();
  await again();
  await turnTo("final");
  answer.final = await look();

  await give(page, plan.staged);
  await enter(page, changed);
  answer.file = await look();
  await page.locator(".calc-setup > .calc-choices select").last().selectOption(period);
  answer.period = await look();
  await again();
  answer.again = await look();
  await enter(page, inherited);
  answer.reason = await page.locator(`#item-${inherited.key} [data-path="changed.by"]`).isVisible();

  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await enter(page, changed);
  await settled(page);
  await page.reload();
  answer.full = await door(page);
  await page.context().close();
  return answer;
}

async function calculations() {
  let page = null;
  await check("calculator", async () => {
    page = await open(at("calculator.html"));
    await startCalculator(page);
    const answers = {};
    for (const file of plan.assessments) answers[file.name] = await assessed(page, file);
    return answers;
  });
  await check("records", async () => {
    const answers = {};
    for (const [name, file] of Object.entries(plan.records)) {
      const before = await result(page);
      const told = await give(page, file);
      const verdict = await page.locator(".calc-verdict").getAttribute("data-verdict");
      answers[name] = { told, verdict, before, after: await result(page) };
    }
    return answers;
  });
  await check("bad files", async () => {
    const answers = {};
    for (const file of plan.bad) {
      await give(page, file);
      answers[file.name] = await page.locator(".calc-files .calc-problems li").allTextContents();
    }
    return answers;
  });
  await check("downloads", async () => {
    await give(page, plan.assessments[0]);
    const answers = {};
    for (const what of ["assessment", "form", "record"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`button[data-what=${what}]`)]);
      answers[what] = { name: download.suggestedFilename(), content: readFileSync(await download.path()).toString("base64") };
    }
    return answers;
  });
  await check("form", async () => ({ told: await give(page, seen.downloads.form), ...(await result(page)) }));
  await check("stages", async () => {
    await give(page, plan.staged);
    const answer = await result(page);
    await page.evaluate(() => document.querySelectorAll("#calculator details.calc-group").forEach((each) => void (each.open = true)));
    await page.fill(`#item-${plan.changed} [data-path=done]`, "5");
    await page.focus(".calc-setup select");
    await settled(page);
    const marked = await page.locator(`#item-${plan.changed} [aria-invalid]`).evaluateAll((boxes) => boxes.map((box) => box.dataset.path));
    return { ...answer, marked };
  });
  await check("connections", async () =>
    page.evaluate(async (address) => {
      const heard = new Promise((resolve) => {
        addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
        setTimeout(resolve, 20_000, "nothing");
      });
      const inWorker = new Promise((resolve) => {
        const script = `fetch(${JSON.stringify(address)}).then(() => postMessage("sent"), () => postMessage("refused"))`;
        new Worker(URL.createObjectURL(new Blob([script]))).onmessage = ({ data }) => resolve(data);
      });
      const onPage = await fetch(address).then(() => "sent", () => "refused");
      return { onPage, inWorker: await inWorker, directive: await heard };
    }, plan.elsewhere),
  );
  await check("filled in", async () => {
    await give(page, plan.assessments[0]);
    await page.evaluate(() => document.querySelectorAll("#calculator details").forEach((each) => void (each.open = true)));
    await settled(page);
    const look = async (scheme) => ({ violations: await violations(page, scheme), overflow: await page.evaluate(() => document.documentElement.scrollWidth > innerWidth) });
    const light = await look("light");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 844 });
    return { light, "dark and narrow": await look("dark") };
  });
  if (page) await page.context().close();

  await check("typing", async () => {
    const fresh = await open(at(`calculator.html?ruleset=${encodeURIComponent(plan.typing.ruleset)}&item=${plan.typing.item}`));
    await startCalculator(fresh);
    const arrived = await fresh.evaluate(() => document.activeElement.closest(".calc-leaf")?.dataset.key);
    const answers = {};
    for (const { key, fields } of plan.typing.entries) {
      await enter(fresh, { key, fields });
      await fresh.focus(".calc-setup select");
      await settled(fresh);
      const told = fresh.locator(`#item-${key} .calc-problems li`);
      await told.first().waitFor();
      const described = await fresh.locator(`#item-${key} [aria-invalid=true]`).evaluate((each) => {
        const ids = (each.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
        return ids.join(" ");
      });
      answers[key] = { told: await told.allTextContents(), described };
      if (key === plan.typing.entries[0].key) answers.axe = await violations(fresh);
      for (const field of Object.keys(fields)) await fresh.fill(`#item-${key} [data-path="${field}"]`, "");
      await fresh.focus(".calc-setup select");
      await settled(fresh);
    }
    await fresh.context().close();
    return { arrived, answers };
  });

  await check("kept", kept);
  await check("kept stages", keptStages);
}

// Two at a time: one looks at pages while the other computes.
await Promise.all([readers(), calculations()]);
seen.requests = [...requests];
seen.faults = faults.filter((each) => !each.includes(plan.elsewhere));
await browser.close();
writeFileSync(out, JSON.stringify(seen));
