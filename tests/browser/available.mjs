// Start the browser and stop it: whoever asks wants to know whether that works here.

import { browse } from "./browse.mjs";

await (await browse()).browser.close();
