// Search in the index that Pagefind (MIT) made in the build. It is fetched when the search is opened
// first: until then a page loads nothing of it.
(() => {
  const open = document.querySelector(".search-open"), dialog = document.querySelector("dialog.search");
  // a page opened as a file may fetch nothing
  if (!open || !dialog || !location.protocol.startsWith("http")) return;
  const top = new URL("../", document.currentScript.src);
  const field = dialog.querySelector("input"), list = dialog.querySelector("ul"), status = dialog.querySelector(".found");
  // Results at a time
  const SOME = 10;
  // Chinese and Japanese stand in the index sign by sign; exporter/site/search.py has the same
  const SIGN = "[\\u2e80-\\u2fdf\\u3005\\u3007\\u3040-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]";
  const OF_SIGNS = `(?:${SIGN}|[\\u3000-\\u303f\\uff00-\\uff65])`;
  const each = new RegExp(SIGN, "gu"), all = new RegExp(`^${SIGN}+$`, "u");
  const between = new RegExp(`(${OF_SIGNS}(?:</?mark>)?)\\s+(?=(?:</?mark>)?${OF_SIGNS})`, "gu");

  let engine, last = 0, waiting = [];
  const load = () => engine ??= import(new URL("pagefind/pagefind.js", top)).then(async (pagefind) => {
    await pagefind.options({ baseUrl: top.pathname, excerptLength: 24 });
    return pagefind;
  });

  // What is asked for; signs without a gap are those signs in a row.
  const query = (text) => {
    const term = text.trim();
    const parted = term.replace(each, " $& ").replace(/\s+/g, " ").trim();
    return all.test(term) ? `"${parted}"` : parted;
  };

  // Text with its marks, as nodes: Pagefind's excerpts have no other elements.
  const marked = (text) => {
    const joined = text.replace(between, "$1").replaceAll("</mark><mark>", "");
    const found = new DOMParser().parseFromString(joined, "text/html").body;
    return [...found.childNodes].map((node) => {
      if (node.nodeName !== "MARK") return node.textContent;
      const mark = document.createElement("mark");
      mark.textContent = node.textContent;
      return mark;
    });
  };

  const line = ({ url, meta, excerpt }) => {
    const item = document.createElement("li"), link = document.createElement("a");
    const title = document.createElement("strong"), text = document.createElement("span");
    link.href = url;
    title.append(...marked(meta.title.replaceAll("<", "&lt;")));
    text.append(...marked(excerpt));
    link.append(title, text);
    item.append(link);
    return item;
  };

  const more = async () => {
    const asked = last, some = waiting.splice(0, SOME);
    const found = await Promise.all(some.map((result) => result.data()));
    if (asked === last) list.append(...found.map(line));
  };

  const look = async () => {
    const asked = ++last, term = query(field.value);
    if (!term) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    const pagefind = await load();
    const { results } = await pagefind.search(term);
    if (asked !== last) return;
    const { one, some, none } = status.dataset;
    const said = results.length > 1 ? some : results.length ? one : none;
    status.textContent = said.replace("{}", results.length || field.value.trim());
    list.replaceChildren();
    list.scrollTop = 0;
    waiting = results;
    await more();
  };

  const show = () => {
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    load();
  };

  open.hidden = false;
  open.addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    show();
  });
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, 120);
  });
  list.addEventListener("scroll", () => {
    if (list.scrollTop + list.clientHeight > list.scrollHeight - 200) more();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  // a link within the page that is open leads nowhere else
  list.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links.at(-1))?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : field).focus();
    else if (event.key === "Enter" && event.target === field) links[0]?.click();
    // browsers would empty the field first
    else if (event.key === "Escape") dialog.close();
    else return;
    event.preventDefault();
  });
})();
