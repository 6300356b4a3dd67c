// The strip at the foot of each page that `exporter serve` sends: what was found about its note, the
// note in other formats; and it brings the page up to date when something was built.
(() => {
  const { page, tag = "", view = "", note = "" } = document.currentScript.dataset;
  const OWN = "/.exporter/";
  const OPEN = "exporter-strip", PLACE = "exporter-place";
  const WORDS = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["remark", "remarks"] };
  const VIEWS = { "": "Page", pdf: "PDF", epub: "EPUB", email: "E-mail" };
  const STYLE = `
    :host { all: initial; display: block; flex: none; color-scheme: light dark }
    @media print { :host { display: none } }
    .strip {
      --text: #1f1c19; --muted: #625b52; --paper: #fffefb; --shade: #f1ede4; --rule: #d9d2c5;
      --error: #9d2428; --warning: #875400; --info: #2b5c85; --fine: #2c6a4d;
      position: fixed; inset: auto 0 0; z-index: 2147483647;
      color: var(--text); background: var(--paper); border-top: 1px solid var(--rule);
      font: 13px/1.45 system-ui, "Source Sans Pro", sans-serif;
    }
    @media (prefers-color-scheme: dark) {
      .strip {
        --text: #e6e0d6; --muted: #a79d90; --paper: #211e1b; --shade: #2d2925; --rule: #453f38;
        --error: #f28b82; --warning: #e9b35e; --info: #8ab8e0; --fine: #85c4a2;
      }
    }
    .bar { display: flex; align-items: center; gap: .25rem 1rem; min-height: 2.5rem; padding: 0 .75rem }
    button, a { font: inherit; color: inherit }
    button {
      display: flex; align-items: center; gap: .5rem; min-width: 0; padding: .3rem .5rem;
      border: 0; border-radius: 4px; background: none; cursor: pointer; text-align: start;
    }
    button:hover, nav a:hover { background: var(--shade) }
    :focus-visible { outline: 2px solid var(--info); outline-offset: 1px }
    button span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    button::after { content: "▴"; color: var(--muted) }
    button[aria-expanded=true]::after { content: "▾" }
    button[disabled] { cursor: default; background: none }
    button[disabled]::after { content: none }
    .dot { flex: none; width: .6rem; height: .6rem; border-radius: 50%; background: var(--fine) }
    .busy .dot { animation: beat 1s ease-in-out infinite alternate }
    @keyframes beat { to { opacity: .25 } }
    @media (prefers-reduced-motion: reduce) { .busy .dot { animation: none; opacity: .5 } }
    .error .dot { background: var(--error) }
    .warning .dot { background: var(--warning) }
    .info .dot { background: var(--info) }
    .note { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--muted) }
    nav { display: flex; flex: none; gap: .125rem }
    nav a { padding: .3rem .55rem; border-radius: 4px; text-decoration: none }
    nav a[aria-current] { background: var(--shade); font-weight: 600 }
    @media (max-width: 40rem) { .note { display: none } .bar { justify-content: space-between; padding: 0 .25rem } }
    .found { max-height: min(45vh, 24rem); overflow: auto; border-bottom: 1px solid var(--rule) }
    ul { margin: 0; padding: .25rem 0; list-style: none }
    li { display: grid; grid-template-columns: .6rem 1fr; gap: 0 .6rem; padding: .4rem 1.25rem; align-items: baseline }
    li::before { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: var(--info) }
    li.error::before { background: var(--error) }
    li.warning::before { background: var(--warning) }
    li p { margin: 0 }
    .place { font-family: ui-monospace, "IBM Plex Mono", monospace; font-size: 12px; color: var(--muted); overflow-wrap: anywhere }
    .message { overflow-wrap: anywhere }
    .hint { color: var(--muted) }
  `;

  const make = (name, given = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), given);
    element.append(...inside);
    return element;
  };
  const kept = (store, name) => { try { return store.getItem(name); } catch { return null; } };
  const keep = (store, name, value) => { try { store.setItem(name, value); } catch { /* not kept */ } };

  const host = make("exporter-strip");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  const words = make("span");
  const button = make("button", { type: "button" }, make("i", { className: "dot" }), words);
  const list = make("ul");
  const found = make("div", { className: "found", id: "found" }, list);
  const name = make("span", { className: "note" });
  const nav = make("nav", { ariaLabel: "This note as" });
  const bar = make("div", { className: "bar" }, button, name, nav);
  const strip = make("aside", { className: "strip", ariaLabel: "exporter serve" }, found, bar);
  button.setAttribute("aria-controls", "found");
  words.setAttribute("role", "status");
  shadow.append(strip);
  document.body.append(host);
  // the page ends above it, however much it shows
  new ResizeObserver(() => { host.style.height = `${strip.offsetHeight}px`; }).observe(strip);

  let told = { found: [], problem: null, note, busy: false, build: -1 };
  let viewed = { found: [], problem: null };
  let connected = true;
  let open = kept(localStorage, OPEN) === "open";

  const counted = (lines) => Object.entries(WORDS)
    .map(([severity, [one, many]]) => [lines.filter((line) => line.severity === severity).length, one, many])
    .filter(([count]) => count)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(", ");

  const lineOf = (each) => {
    const place = `${each.note}${each.line ? `:${each.line}` : ""}`;
    const where = each.href ? make("a", { href: each.href }, place) : place;
    const told = [make("p", { className: "place" }, where, each.code ? `  ${each.code}` : ""),
                  make("p", { className: "message" }, each.message)];
    if (each.hint) told.push(make("p", { className: "hint" }, each.hint));
    return make("li", { className: each.severity }, make("div", {}, ...told));
  };

  const show = () => {
    const problem = told.problem || viewed.problem;
    const lines = [...told.found, ...viewed.found.filter((each) => !told.found.some(
      (other) => other.code === each.code && other.line === each.line && other.message === each.message))];
    const severity = problem ? "error" : Object.keys(WORDS).find((s) => lines.some((l) => l.severity === s));
    const shown = problem
      ? [{ severity: "error", note: "not up to date", line: 0, code: "", ...problem }, ...lines] : lines;
    words.textContent = !connected ? "the server has ended"
      : problem ? problem.message : counted(lines) || (told.busy ? "building …" : "nothing to remark");
    strip.className = ["strip", connected ? severity || "" : "error", told.busy ? "busy" : ""].join(" ");
    list.replaceChildren(...shown.map(lineOf));
    button.disabled = !shown.length;
    found.hidden = !open || !shown.length;
    button.setAttribute("aria-expanded", String(!found.hidden));
    const about = told.note || note;
    name.textContent = about;
    nav.replaceChildren(...(about ? Object.entries(VIEWS) : []).map(([format, label]) => {
      const path = about.split("/").map(encodeURIComponent).join("/");
      const link = make("a", { href: format ? `${OWN}view/${format}/${path}` : encodeURI(page) }, label);
      if (format === view) link.setAttribute("aria-current", "page");
      return link;
    }));
  };

  button.addEventListener("click", () => {
    open = !open;
    keep(localStorage, OPEN, open ? "open" : "closed");
    show();
  });

  // in place: what is read stays where it is
  const reload = () => {
    keep(sessionStorage, PLACE, JSON.stringify({ at: location.href, y: scrollY }));
    location.reload();
  };
  const place = JSON.parse(kept(sessionStorage, PLACE) || "null");
  if (place && place.at === location.href) {
    const back = () => scrollTo({ top: place.y, behavior: "instant" });
    back();
    if (document.readyState !== "complete") addEventListener("load", back, { once: true });
  }
  try { sessionStorage.removeItem(PLACE); } catch { /* was not kept */ }

  let again;
  const soon = () => update().catch(() => {});
  const update = async () => {
    const answer = await fetch(`${OWN}state?page=${encodeURIComponent(page)}`, { cache: "no-store" });
    if (!answer.ok) return;
    const before = told.build;
    told = await answer.json();
    if (!view && told.tag !== tag) return reload();
    // a page is written before what is made of all of them, such as the index for searching
    clearTimeout(again);
    if (told.busy) again = setTimeout(soon, 150);
    if (told.build !== before) document.dispatchEvent(new CustomEvent("exporter:built"));
    show();
  };

  // a browser keeps six connections to a server: a page that nobody sees needs none of them
  let news = null;
  const listen = () => {
    if (document.hidden) { news?.close(); news = null; return; }
    if (news) return;
    news = new EventSource(`${OWN}events`);
    news.onmessage = () => { connected = true; soon(); };
    news.onerror = () => { connected = false; show(); };
  };
  document.addEventListener("visibilitychange", listen);
  document.addEventListener("exporter:viewed", (event) => { viewed = event.detail; show(); });
  show();
  listen();
})();
