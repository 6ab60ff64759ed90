// Two things Streamlit leaves to the app: where the keyboard goes when the page changes, and quick links inside our own HTML.
export default function (component) {
  const mine = (window.sharedEndeavour ??= { last: null });
  mine.send = component.setTriggerValue;
  if (mine.started) return;
  mine.started = true;

  // Streamlit keeps the query when the page's own name in the menu is pressed, so inside a pitch that link would do nothing.
  document.addEventListener("click", (event) => {
    const again = event.target.closest?.('[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]');
    if (!again || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const page = new URL(again.href, location.href).pathname;
    if (page !== "/pitch" || location.pathname !== page || !location.search) return;
    event.preventDefault();
    event.stopPropagation();
    mine.send("go", page);
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-page]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const connected = document.querySelector('[data-test-connection-state="CONNECTED"]');
    if (!connected) return; // the plain link still works
    event.preventDefault();
    mine.send("go", link.getAttribute("href"));
  });

  // From what was found to the words it is about: into the box they stand in, with them selected.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-box]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const box = document.querySelector(`.st-key-${CSS.escape(link.dataset.box)} textarea`);
    if (!box) return; // the plain link still works
    event.preventDefault();
    event.stopPropagation();
    const folded = box.closest("details:not([open])");
    if (folded) folded.querySelector("summary")?.click();
    setTimeout(() => {
      box.focus();
      box.scrollIntoView({ block: "center" });
      const from = Number(link.dataset.from), to = Number(link.dataset.to);
      if (to > from) box.setSelectionRange(from, to);
    }, folded ? 350 : 0);
  }, true);

  const settle = () => {
    const heading = [...document.querySelectorAll("[data-focus]")].pop(); // what must be put right comes after the page's own heading
    if (!heading || heading.closest('[data-stale="true"]')) return;
    const name = heading.getAttribute("data-focus");
    if (name === mine.last) return;
    const first = mine.last === null;
    mine.last = name;
    if (first) return;
    heading.focus({ preventScroll: true });
    if (heading.tagName === "H1") document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    else heading.scrollIntoView({ block: "center" });
  };
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-focus", "data-stale"] });
  settle();
}
