// The HTML of a note within a letter of MJML, as somebody writes one by hand.
// node mjml.mjs TOOLS BODY TITLE > letter.html
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, body, title] = process.argv.slice(2);
const found = createRequire(join(tools, "node_modules", "x.js"))("mjml");
const escaped = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const made = await (found.default ?? found)(`<mjml>
<mj-head><mj-title>${escaped}</mj-title><mj-preview>${escaped}</mj-preview>
<mj-attributes><mj-all font-family="Georgia, serif" /><mj-text font-size="17px" line-height="27px" /></mj-attributes></mj-head>
<mj-body width="600px">
<mj-section><mj-column><mj-text font-size="30px" line-height="36px">${escaped}</mj-text></mj-column></mj-section>
<mj-section><mj-column><mj-text>${readFileSync(body, "utf8")}</mj-text></mj-column></mj-section>
<mj-section><mj-column><mj-text font-size="13px"><a href="https://example.org/leave">Unsubscribe</a></mj-text></mj-column></mj-section>
</mj-body></mjml>`);
process.stdout.write(made.html);
