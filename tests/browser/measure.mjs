// Open the calculator some times from cold, and fill one figure in many times; print milliseconds as JSON.
//
// Usage: node measure.mjs ADDRESS STARTS FILE ITEM FIELD VALUE VALUE …

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { browse, give, settled, startCalculator } from "./browse.mjs";

const [address, starts, file, item, field, ...values] = process.argv.slice(2);
const { browser, open } = await browse();
const cold = [];
const recalculations = { whole: [], library: [] };
for (let at = 0; at < Number(starts); at += 1) {
  const page = await open(address); // a context of its own: nothing is kept from the start before
  await startCalculator(page);
  cold.push(await page.evaluate(() => performance.getEntriesByType("mark").filter(({ name }) => name.startsWith("calculator ")).map(({ name, startTime }) => [name.slice("calculator ".length), startTime])));
  if (at === Number(starts) - 1) {
    await give(page, { name: basename(file), content: readFileSync(file).toString("base64") });
    await page.evaluate((id) => {
      for (let above = document.getElementById(id); above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    }, `item-${item}`);
    const box = page.locator(`#item-${item} [data-path="${field}"]`);
    for (const value of values) {
      const whole = await box.evaluate(async (each, text) => {
        each.focus();
        each.value = text;
        const start = performance.now();
        each.dispatchEvent(new Event("input"));
        while (document.querySelector("#calculator [aria-busy]")) await new Promise((wait) => setTimeout(wait, 0));
        return performance.now() - start;
      }, value);
      recalculations.whole.push(whole);
      recalculations.library.push(Number(await page.locator(".calc-desk").getAttribute("data-milliseconds")));
      await settled(page);
    }
  }
  await page.context().close();
}
await browser.close();
process.stdout.write(JSON.stringify({ cold, recalculations }));
