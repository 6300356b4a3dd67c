// What a link within the site leads to, shown beside it while a mouse rests there or the keyboard is
// on it. The page is fetched then, and not before. What is shown stays while the mouse is over it, and
// goes with Escape (WCAG 1.4.13).
(() => {
  const mouse = matchMedia("(hover: hover) and (pointer: fine)");
  if (!location.protocol.startsWith("http")) return;
  const LINKS = "main a[href]:not(.tag)", WAIT = 350, LINGER = 250;
  // Characters of text that say enough, and blocks that can be shown without their page
  const ENOUGH = 500, BLOCKS = "p, ul, ol, dl, blockquote, pre, figure, table";
  const NOT_SHOWN = "script, style, iframe, video, audio, object, button, .anchor, .footnote-ref, .footnotes, .title-block";
  const pages = new Map();
  let box, link = null, timer;

  const page = (address) => {
    if (!pages.has(address)) {
      const got = fetch(address).then(async (answer) => answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null);
      pages.set(address, got.catch(() => null));
    }
    return pages.get(address);
  };

  // The address of another page of the site; nothing for files, and for what leads elsewhere.
  const leadsTo = (link) => {
    const to = new URL(link.href, location);
    const inside = to.origin === location.origin && to.pathname !== location.pathname && !link.closest(".footnotes, .crumbs");
    return inside && /\/$|\.html$/.test(to.pathname) ? to : null;
  };

  // The blocks from a heading or another place on, the first of the page without one.
  const blocksFrom = (start, article) => {
    const found = [];
    let length = 0;
    for (const block of article.querySelectorAll(BLOCKS)) {
      const comes = !start || start.contains(block) || start.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!comes || block.closest(NOT_SHOWN) || found.some((each) => each.contains(block))) continue;
      found.push(block);
      length += block.textContent.length;
      if (length > ENOUGH) break;
    }
    return found;
  };

  // Changed while it is still in a document that loads nothing.
  const copied = (block, address) => {
    const copy = block.cloneNode(true);
    // what lies elsewhere is not asked for, and this page's policy would refuse it
    copy.querySelectorAll("[src^='http']").forEach((each) => each.remove());
    copy.querySelectorAll(NOT_SHOWN).forEach((each) => each.remove());
    copy.querySelectorAll("a").forEach((each) => each.replaceWith(...each.childNodes));
    for (const each of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of ["id", "srcset", "style", "tabindex"]) each.removeAttribute(name);
      if (each.hasAttribute("src")) each.setAttribute("src", new URL(each.getAttribute("src"), address));
    }
    return copy;
  };

  const fill = (found, address) => {
    const article = found?.querySelector("main article");
    if (!article) return false;
    const start = address.hash && found.getElementById(decodeURIComponent(address.hash.slice(1)));
    const title = document.createElement("strong");
    title.textContent = article.querySelector("h1")?.textContent ?? found.title;
    box.replaceChildren(title, ...blocksFrom(start, article).map((block) => copied(block, address)));
    box.lang = found.querySelector("main").lang || found.documentElement.lang;
    box.dir = found.querySelector("main").dir || found.documentElement.dir;
    return true;
  };

  const place = () => {
    const at = link.getBoundingClientRect(), { clientWidth, clientHeight } = document.documentElement;
    const below = at.bottom + box.offsetHeight + 12 < clientHeight || at.top < box.offsetHeight;
    box.style.left = `${Math.max(12, Math.min(at.left, clientWidth - box.offsetWidth - 12)) + scrollX}px`;
    box.style.top = `${(below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + scrollY}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    link = null;
    if (box) box.hidden = true;
  };

  const show = async (wanted, to) => {
    const found = await page(to.pathname);
    if (link !== wanted) return;
    if (!box) {
      box = document.createElement("aside");
      box.className = "preview";
      box.setAttribute("aria-hidden", "true");
      document.body.append(box);
    }
    if (!fill(found, to)) return;
    box.hidden = false;
    place();
  };

  const come = (event) => {
    const over = event.target.closest?.(".preview");
    if (over) return clearTimeout(timer);
    const wanted = event.target.closest?.(LINKS);
    if (!wanted || wanted === link) return wanted && clearTimeout(timer);
    const to = leadsTo(wanted);
    if (!to) return;
    hide();
    link = wanted;
    timer = setTimeout(show, WAIT, wanted, to);
  };
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, LINGER);
  };
  document.addEventListener("mouseover", (event) => mouse.matches && come(event));
  document.addEventListener("mouseout", (event) => link && event.target.closest?.(".preview, a") && go());
  document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && come(event));
  document.addEventListener("focusout", go);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
})();
