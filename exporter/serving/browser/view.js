// A note in another format: made when the page is opened, and again whenever something was built.
(() => {
  const main = document.querySelector("main");
  const { made, format } = main.dataset;
  let version = "";

  const make = (name, given = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), given);
    element.append(...inside);
    return element;
  };
  const fresh = (address) => `${address}?v=${version}`;

  // shows an address where another was, and stays at its place if both are the same page
  const turn = (frame, address) => {
    const shown = frame.contentWindow?.location;
    const y = shown && shown.pathname === new URL(address, location).pathname ? frame.contentWindow.scrollY : 0;
    frame.addEventListener("load", () => {
      frame.contentWindow.scrollTo(0, y);
      for (const link of frame.contentDocument.querySelectorAll("a[href^='http']")) {
        link.target = "_blank";
        link.rel = "noopener";
      }
    }, { once: true });
    frame.src = address;
  };
  const framed = (title) => {
    const frame = make("iframe", { title });
    frame.setAttribute("sandbox", "allow-same-origin allow-popups");
    return frame;
  };

  const pdf = () => {
    const pages = make("div", { className: "pages" });
    const whole = make("a", { textContent: "The PDF itself" });
    main.replaceChildren(pages);
    return (told) => {
      whole.href = fresh(told.document);
      const shown = [...pages.querySelectorAll("img")];
      told.pages.forEach(({ src, width, height }, n) => {
        const image = shown[n] || make("img", { loading: "lazy" });
        Object.assign(image, { width, height, alt: `Page ${n + 1}`, src: fresh(src) });
        if (!shown[n]) pages.append(image);
      });
      shown.slice(told.pages.length).forEach((image) => image.remove());
      pages.append(make("p", { className: "document" }, whole));
      pages.querySelector(".document:not(:last-child)")?.remove();
    };
  };

  const epub = () => {
    const frame = framed("The EPUB's page");
    const back = make("button", { type: "button", textContent: "←", ariaLabel: "Previous page" });
    const on = make("button", { type: "button", textContent: "→", ariaLabel: "Next page" });
    const where = make("span");
    const pager = make("div", { className: "pager" }, back, where, on);
    main.replaceChildren(make("div", { className: "book" }, frame, pager));
    let spine = [], at = 0;
    const name = () => {
      where.textContent = `${at + 1} / ${spine.length}`;
      back.disabled = at === 0;
      on.disabled = at === spine.length - 1;
    };
    const go = (to) => {
      at = Math.max(0, Math.min(to, spine.length - 1));
      name();
      turn(frame, fresh(spine[at]));
    };
    // whoever follows a link in it turns its pages, too
    frame.addEventListener("load", () => {
      const found = spine.indexOf(frame.contentWindow.location.pathname);
      if (found >= 0) { at = found; name(); }
    });
    back.addEventListener("click", () => go(at - 1));
    on.addEventListener("click", () => go(at + 1));
    addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && !event.altKey && !event.ctrlKey && !event.metaKey) go(at + step);
    });
    return (told) => { spine = told.spine; go(at); };
  };

  const email = () => {
    const subject = make("p"), from = make("p");
    const frame = framed("The message"), text = make("pre", { tabIndex: 0, ariaLabel: "Its text part" });
    main.replaceChildren(make("div", { className: "mail" }, make("header", {}, subject, from), frame, text));
    return async (told) => {
      subject.textContent = told.subject;
      from.textContent = told.from;
      turn(frame, fresh(told.html));
      text.textContent = await (await fetch(fresh(told.text))).text();
    };
  };

  const shows = { pdf, epub, email };
  let show = null;
  const update = async () => {
    const answer = await fetch(made, { cache: "no-store" });
    if (!answer.ok) {
      main.replaceChildren(make("p", { className: "wait", textContent: "There is no such note any more." }));
      show = null;
      return;
    }
    const told = await answer.json();
    document.dispatchEvent(new CustomEvent("exporter:viewed", { detail: told }));
    if (!told.version) {
      const why = told.problem ? told.problem.message : "It could not be made.";
      main.replaceChildren(make("p", { className: "wait", textContent: why }));
      show = null;
    } else if (told.version !== version || !show) {
      version = told.version;
      show ||= shows[format]();
      await show(told);
    }
  };
  document.addEventListener("exporter:built", update);
})();
