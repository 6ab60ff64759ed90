// Follows the room and sends answers without leaving the page. Without it every form still works by itself.
(function () {
  "use strict";
  if (!window.fetch || !window.DOMParser || !window.sessionStorage) return;
  var here = location.pathname.replace(/\/$/, ""), etag = "", wait = 3000, timer = 0, store = window.sessionStorage;
  var lines = document.body.dataset;
  function byId(id) { return document.getElementById(id); }
  function say(words, bad) { var line = byId("said"); if (line.textContent !== words) line.textContent = words; line.classList.toggle("problem", !!bad); }
  function box() { return document.querySelector("#room-ask textarea"); }
  function slot(area) { return here + ":" + area.form.elements.kind.value; }
  function keep() { var area = box(); if (area) area.value ? store.setItem(slot(area), area.value) : store.removeItem(slot(area)); }
  function restore() { var area = box(); if (area && !area.value) area.value = store.getItem(slot(area)) || ""; }
  var waiting = null;
  function follow(page) { waiting = null; byId("moved").hidden = true; swap(page, true); }
  function swap(page, force) {
    ["room-top", "room-story", "room-ask", "room-mine"].forEach(function (id) {
      var old = byId(id), now = page.getElementById(id);
      if (!old || !now || old.outerHTML === now.outerHTML) return;
      if (id === "room-ask" && !force) {
        var area = box();
        if (area && area.value.trim() && area.dataset.kind !== (now.querySelector("textarea") || { dataset: {} }).dataset.kind) {
          waiting = page; byId("moved").hidden = false; return;
        }
        if (area && area.value.trim()) { var key = now.querySelector("[name=key]"); if (key) area.form.elements.key.value = key.value; return; }
      }
      var active = document.activeElement, name = active && old.contains(active) ? active.id : "";
      var opened = Array.prototype.map.call(old.querySelectorAll("details[open]"), function (one) { return one.id; });
      old.replaceWith(now);
      opened.forEach(function (open) { var one = byId(open); if (one) one.open = true; });
      if (name && byId(name)) byId(name).focus();
    });
    restore();
  }
  function parsed(text) { return new DOMParser().parseFromString(text, "text/html"); }
  function later(ms) { clearTimeout(timer); timer = setTimeout(poll, ms); }
  function poll() {
    if (document.hidden) return later(wait);
    fetch(here + "/now", { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 404) return location.reload();
      if (byId("said").textContent === lines.offline) say("");
      wait = 3000;
      if (answer.status === 200) { etag = answer.headers.get("ETag") || ""; return answer.text().then(function (text) { swap(parsed(text)); }); }
    }).catch(function () { say(lines.offline, true); wait = Math.min(wait * 1.5, 15000); }).then(function () { later(wait * (0.85 + Math.random() * 0.3)); });
  }
  function send(form, body, tries) {
    fetch(form.getAttribute("action"), { method: "POST", body: body, headers: { "X-Room": "1", "Content-Type": "application/x-www-form-urlencoded" }, credentials: "same-origin" }).then(function (answer) {
      if (answer.status >= 500) throw new Error();
      return answer.text().then(function (text) {
        var page = parsed(text), line = page.getElementById("said"), area = form.querySelector("textarea");
        if (form.dataset.busy === body) form.removeAttribute("data-busy");
        if (answer.status === 429 && tries < 8) { say(lines.often, true); return void setTimeout(function () { send(form, body, tries + 1); }, 3000); }
        if (answer.status === 404) return location.reload();
        if (answer.ok && area) { store.removeItem(slot(area)); if (area.value === new URLSearchParams(body).get("text")) area.value = ""; }
        if (line) say(line.textContent, line.classList.contains("problem"));
        etag = "";
        if (answer.ok) swap(page);
      });
    }).catch(function () {
      say(lines.offline, true);
      setTimeout(function () { send(form, body, tries + 1); }, Math.min(1000 * Math.pow(2, tries), 15000));
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.closest("main")) return;
    event.preventDefault();
    var data = new URLSearchParams(new FormData(form));
    if (event.submitter && event.submitter.name) data.set(event.submitter.name, event.submitter.value);
    if (form.dataset.busy === data.toString()) return; // a second tap of what is on its way
    form.dataset.busy = data.toString();
    keep();
    send(form, data.toString(), 0);
  });
  document.addEventListener("input", keep);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) later(0); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) later(0); });
  window.addEventListener("online", function () { later(0); });
  byId("follow").addEventListener("click", function () { keep(); if (waiting) follow(waiting); });
  restore();
  later(1500);
})();
