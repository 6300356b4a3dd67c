// A Markdown note through Ghost's own rules: its renderer of Markdown, its templates and styles for
// mail, juice as it calls it, and what it does after that. Not its editor's cards.
// node ghost.mjs TOOLS NOTE TITLE > letter.html
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, note, title] = process.argv.slice(2);
const require = createRequire(join(tools, "node_modules", "x.js"));
const services = join(tools, "node_modules", "ghost", "core", "server", "services");
const { render } = require("@tryghost/kg-markdown-html-renderer");
const handlebars = require("handlebars").create();
const cheerio = require("cheerio");
const juice = require("juice");

const { registerHelpers } = require(join(services, "email-service", "helpers", "register-helpers.js"));
registerHelpers(handlebars, { isSet: () => false }, (text) => text);
const partials = {
  baseStyles: "email-rendering/partials/base-styles.hbs",
  cardStyles: "email-rendering/partials/card-styles.hbs",
  contentStyles: "email-rendering/partials/content-styles.hbs",
  emailWrapper: "email-rendering/partials/email-wrapper.hbs",
  feedbackButton: "email-service/email-templates/partials/feedback-button.hbs",
  latestPosts: "email-service/email-templates/partials/latest-posts.hbs",
  paywall: "email-service/email-templates/partials/paywall.hbs",
  styles: "email-service/email-templates/partials/styles.hbs",
};
const read = (name) => readFileSync(join(services, name), "utf8");
for (const [name, file] of Object.entries(partials)) handlebars.registerPartial(name, read(file));

const template = handlebars.compile(read("email-service/email-templates/template.hbs"));
const page = template({
  html: render(readFileSync(note, "utf8")),
  emailTitle: title,
  preheader: "",
  site: { title: "The Plain Page", url: "https://example.org/", locale: "en", direction: "ltr" },
  post: { title, url: "https://example.org/post/" },
  newsletter: { name: "The Plain Page", showPostTitleSection: true },
  classes: { title: "post-title", titleLink: "post-title-link", meta: "post-meta", body: "post-content-sans-serif", container: "container" },
  hasHeaderContent: true,
  showHeaderTitle: true,
  backgroundColor: "#ffffff",
  accentColor: "#8f2d1e",
  linkColor: "#8f2d1e",
  postTitleColor: "#000000",
  titleWeight: 700,
  dividerColor: "#e0e7eb",
  ctaBgColors: [],
  year: 2026,
});
const inlined = juice(page, { inlinePseudoElements: true, removeStyleTags: true, resolveCSSVariables: false });
const $ = cheerio.load(inlined);
$("a").attr("target", "_blank");
$("figure, figcaption").each((_, element) => void (element.tagName = "div"));
process.stdout.write($.html());
