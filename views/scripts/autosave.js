// Keeps what is being typed. Every keystroke goes to this tab's own storage (never shared with other tabs, gone when the tab
// closes: ward computers are shared), and a moment later to the bank's draft, so that no word waits for the box to be left.
export default function (component) {
  const { data, setTriggerValue } = component;
  const mine = (window.sharedEndeavourDrafts ??= {});
  mine.data = data;
  const name = "shared-endeavour-draft-" + data.draft;

  if (data.inBank && data.draft && !data.cleared && !new URLSearchParams(location.search).has("draft")) {
    const query = new URLSearchParams(location.search);
    query.set("draft", data.draft);
    history.replaceState(history.state, "", location.pathname + "?" + query);
  }
  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(name)) || null; } catch { return null; }
  };
  if (data.cleared) sessionStorage.removeItem(name);
  const kept = data.cleared ? null : read();
  if (kept && kept.at > data.savedAt && mine.offered !== name && Object.keys(kept.texts).some((key) => kept.texts[key] !== (data.texts[key] ?? ""))) {
    setTriggerValue("restore", kept.texts);
  }
  mine.offered = name;
  if (mine.started) return;
  mine.started = true;

  let waiting = null;
  const keyOf = (box) => {
    const start = "st-key-" + mine.data.prefix;
    const holder = box.closest(`[class*="${start}"]`);
    return holder && [...holder.classList].find((one) => one.startsWith(start))?.slice(start.length);
  };
  const post = () => {
    clearTimeout(waiting);
    waiting = null;
    const texts = mine.texts;
    if (!texts) return;
    fetch("/drafts/" + mine.data.draft, {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ texts }),
    }).catch(() => {});
  };
  document.addEventListener("input", (event) => {
    const key = mine.data.draft && event.target.matches?.("textarea, input") && keyOf(event.target);
    if (!key || !(key in mine.data.texts)) return;
    const storage = "shared-endeavour-draft-" + mine.data.draft;
    let before = {};
    try { before = JSON.parse(sessionStorage.getItem(storage))?.texts ?? {}; } catch { before = {}; }
    mine.texts = { ...before, [key]: event.target.value };
    try { sessionStorage.setItem(storage, JSON.stringify({ at: Date.now() / 1000, texts: mine.texts })); } catch { /* storage full or off: the bank's draft still has it */ }
    clearTimeout(waiting);
    if (mine.data.inBank) waiting = setTimeout(post, 700);
  });
  addEventListener("pagehide", () => waiting && post());
}
