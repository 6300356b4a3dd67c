// The page is whole without this: each function adds one thing to it. Words are those of the page's
// language, from the data of its body.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = document.body.dataset;

  const button = (name, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = label;
    return made;
  };

  // On a small screen the contents wait until they are asked for.
  const foldContents = () => {
    const contents = document.querySelector(".contents details");
    if (contents && matchMedia("(max-width: 40rem)").matches) contents.open = false;
  };

  // The contents show where the reader is: at the last heading above the middle of the window.
  const followContents = () => {
    const links = new Map(), passed = new Set(), seen = new Set();
    for (const link of all(".contents a")) {
      const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (place) links.set(place, link);
    }
    let current = null;
    document.querySelector(".contents")?.classList.add("follows");
    const mark = () => {
      const { scrollTop, clientHeight, scrollHeight } = document.documentElement;
      const atEnd = scrollTop > 0 && scrollTop + clientHeight > scrollHeight - 4;
      const found = atEnd && seen.size ? seen : passed;
      const link = links.get([...links.keys()].filter((each) => found.has(each)).pop());
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "location");
      current = link;
      const list = link?.closest(".contents");
      if (!list || list.scrollHeight <= list.clientHeight) return;
      const below = link.getBoundingClientRect().top - list.getBoundingClientRect().top;
      if (below < 0 || below > list.clientHeight - 40) list.scrollTop += below - list.clientHeight / 3;
    };
    const watch = (found, rootMargin) => {
      const observer = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) found[isIntersecting ? "add" : "delete"](target);
        mark();
      }, { rootMargin });
      for (const place of links.keys()) observer.observe(place);
    };
    watch(passed, "10000000px 0px -50% 0px");
    watch(seen, "0px");
    document.addEventListener("scrollend", mark);
  };

  // What is too wide can be scrolled by keyboard (WCAG 2.1.1).
  const reachWideThings = () => {
    for (const wide of all("pre, .math.display, .math.display > math, .diagram"))
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  };

  // Footnotes stand beside the text on a wide screen, each at the height of its number or below the
  // one before; the stylesheet says when there is room.
  const placeNotes = () => {
    const pairs = new Map(), main = document.querySelector("main");
    for (const call of all("main .footnote-ref a")) {
      const note = document.getElementById(decodeURIComponent(call.hash.slice(1)));
      if (note?.closest(".footnotes") && !pairs.has(note)) pairs.set(note, call);
    }
    if (!pairs.size || document.body.classList.contains("draft")) return;
    document.body.classList.add("side-notes");
    const place = () => {
      const { top } = main.getBoundingClientRect();
      const heights = [...pairs].map(([note, call]) => ({
        note,
        // a call in what is folded has no place
        at: call.getClientRects().length ? call.getBoundingClientRect().top - top : 0,
        high: note.offsetHeight,
      }));
      let free = 0;
      for (const { note, at, high } of heights) {
        const height = Math.max(at - 2, free);
        note.style.top = `${height}px`;
        free = height + high + 14;
      }
    };
    new ResizeObserver(place).observe(main);
  };

  // A footnote is shown at its number, so that nobody has to jump; not where it stands beside the text.
  const previewNotes = () => {
    const box = document.createElement("div");
    box.className = "footnote-preview";
    box.hidden = true;
    document.body.append(box);
    const hide = () => { box.hidden = true; };
    const show = (event) => {
      const link = event.target.closest?.(".footnote-ref a");
      const note = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!note || getComputedStyle(note).position === "absolute") return;
      const copy = note.cloneNode(true);
      copy.querySelectorAll(".footnote-back").forEach((each) => each.remove());
      copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
      box.replaceChildren(...copy.childNodes);
      box.hidden = false;
      const at = link.getBoundingClientRect(), page = document.body.getBoundingClientRect();
      const room = document.documentElement.clientWidth - box.offsetWidth - 16;
      box.style.left = `${Math.max(16, Math.min(at.left, room)) - page.left}px`;
      box.style.top = `${at.bottom - page.top + 8}px`;
    };
    for (const name of ["mouseover", "focusin"]) document.addEventListener(name, show);
    for (const name of ["mouseout", "focusout"]) document.addEventListener(name, hide);
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  };

  // Listings can be copied, where the browser lets a page do that.
  const offerCopies = () => {
    if (!navigator.clipboard) return;
    for (const code of all("pre > code")) {
      const pre = code.parentElement, copy = button("copy", words.copy);
      const frame = document.createElement("div");
      frame.className = "copyable";
      copy.setAttribute("aria-live", "polite");
      copy.addEventListener("click", async () => {
        try { await navigator.clipboard.writeText(code.textContent.replace(/\n$/, "")); } catch { return; }
        copy.textContent = words.copied;
        setTimeout(() => { copy.textContent = words.copy; }, 2000);
      });
      pre.replaceWith(frame);
      frame.append(pre, copy);
    }
  };

  // A picture that is shown smaller than it is can be seen as large as the window.
  const enlargePictures = () => {
    const dialog = document.createElement("dialog"), close = button("close", "");
    dialog.className = "enlarged";
    close.setAttribute("aria-label", words.close);
    dialog.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    const open = (picture) => {
      const large = picture.cloneNode();
      for (const name of ["id", "style", "loading"]) large.removeAttribute(name);
      dialog.setAttribute("aria-label", picture.alt);
      dialog.replaceChildren(large, close);
      dialog.showModal();
    };
    const offer = (picture) => {
      if (picture.naturalWidth < picture.clientWidth * 1.2) return;
      const enlarge = button("enlarge", "");
      enlarge.setAttribute("aria-label", words.enlarge);
      enlarge.addEventListener("click", () => open(picture));
      picture.addEventListener("click", () => open(picture));
      picture.classList.add("enlargeable");
      picture.after(enlarge);
    };
    for (const picture of all("figure img")) {
      // no decoration, and nothing that leads elsewhere
      if (!picture.alt || picture.closest("a, summary")) continue;
      if (picture.complete) offer(picture);
      else picture.addEventListener("load", () => offer(picture), { once: true });
    }
  };

  for (const add of [foldContents, followContents, placeNotes, reachWideThings, previewNotes, offerCopies, enlargePictures])
    add();
})();
