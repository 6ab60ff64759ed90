// The rehearsal's clock. What it shows lives in this tab alone: a page run changes nothing of it, another pitch starts it anew.
export default function (component) {
  const { data, parentElement } = component;
  const mine = (window.sharedEndeavourTimer ??= {});
  if (mine.name !== data.name) Object.assign(mine, { name: data.name, before: 0, since: null, told: "" });
  const part = (name) => parentElement.querySelector(`[data-clock="${name}"]`);
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const elapsed = () => mine.before + (mine.since === null ? 0 : (performance.now() - mine.since) / 1000);
  const write = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };

  const show = () => {
    const now = elapsed();
    const running = mine.since !== null;
    write(part("time"), clock(now));
    write(part("of"), `of about ${clock(data.seconds)}`);
    write(part("toggle"), running ? "Pause" : now > 0 ? "Go on" : "Start");
    write(part("said"), now === 0 ? "" : !running ? `Paused at ${clock(now)}.` : now >= data.seconds ? "That is the time. Finish your sentence." : now >= data.seconds / 2 ? "Half-way." : "");
    const bar = part("bar");
    if (bar) bar.style.width = `${Math.min(100, (100 * now) / Math.max(1, data.seconds))}%`;
    const here = now > 0 ? data.starts.filter((start) => start <= now).length - 1 : -1;
    for (const line of document.querySelectorAll("[data-line]")) line.classList.toggle("now", Number(line.dataset.line) === here);
  };
  const toggle = () => {
    if (mine.since === null) mine.since = performance.now();
    else Object.assign(mine, { before: elapsed(), since: null });
    show();
  };
  const reset = () => {
    Object.assign(mine, { before: 0, since: null });
    show();
  };
  const onClick = (event) => {
    const button = event.target.closest?.("[data-clock]")?.dataset.clock;
    if (button === "toggle") toggle();
    if (button === "reset") reset();
  };
  const onKey = (event) => {
    const busy = event.target.closest?.("input, textarea, select, button, a, summary, label, [role=checkbox], [contenteditable], [role=dialog]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === " " && !busy) {
      event.preventDefault(); // Space would scroll the script away
      toggle();
    }
    if (event.key === "Escape" && (!busy || parentElement.contains(event.target))) reset();
  };

  clearInterval(mine.ticking);
  mine.ticking = setInterval(show, 200);
  const root = parentElement;
  root.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  show();
  return () => {
    clearInterval(mine.ticking);
    root.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    if (mine.since !== null && !document.querySelector("[data-line]")) Object.assign(mine, { before: elapsed(), since: null });
  };
}
