// Follows the room and sends answers without leaving the page. Without it every form still works by itself.
(function () {
  "use strict";
  if (!window.fetch || !window.DOMParser || !window.sessionStorage) return;
  var here = location.pathname.replace(/\/$/, ""), etag = "", wait = 3000, timer = 0, store = window.sessionStorage;
  var lines = document.body.dataset, waiting = null;
  function byId(id) { return document.getElementById(id); }
  function say(words, bad) { var line = byId("said"); if (line.textContent !== words) line.textContent = words; line.classList.toggle("problem", !!bad); }
  function box() { return byId("box"); }
  // Words that are not sent yet are kept by step, with their question: they never come back under another one.
  function slot(step) { return here + ":" + step; }
  function fields(form) { return new URLSearchParams(new FormData(form)).toString(); }
  function kept(key) { try { var one = JSON.parse(store.getItem(key)); return one && one.body ? one : null; } catch (error) { return null; } }
  function keep() {
    var area = box();
    if (!area) return;
    if (area.value) store.setItem(slot(area.dataset.step), JSON.stringify({ asked: area.dataset.asked, body: fields(area.form) }));
    else store.removeItem(slot(area.dataset.step));
  }
  function restore() {
    var area = box(), one = area && !area.value && kept(slot(area.dataset.step));
    if (one) {
      var sent = new URLSearchParams(one.body);
      area.value = sent.get("text") || "";
      if (area.form.elements.code) area.form.elements.code.value = sent.get("code") || "";
    }
    count();
    park();
  }
  function count() {
    var area = box();
    if (!area) return;
    var most = +area.dataset.most, have = Array.from(area.value.trim()).length, line = byId("count");
    line.textContent = have ? have + " of " + most + " characters" + (have > most ? ": " + (have - most) + " too many" : "") : "";
    line.classList.toggle("over", have > most);
  }
  function parked() {
    var area = box(), own = area ? slot(area.dataset.step) : "";
    for (var n = 0; n < store.length; n += 1) {
      var key = store.key(n);
      if (key.indexOf(here + ":") === 0 && key !== own && kept(key)) return key;
    }
    return "";
  }
  function park() {
    var key = parked(), note = byId("parked"), one = key && kept(key);
    note.hidden = !one;
    if (!one) return;
    note.querySelector("b").textContent = one.asked;
    note.querySelector("span").textContent = new URLSearchParams(one.body).get("text");
  }
  function follow(page) { waiting = null; swap(page, true); }
  function swap(page, force) {
    var top = page.getElementById("room-top");
    if (top && top.dataset.step !== byId("room-top").dataset.step && !byId("said").classList.contains("problem")) say(""); // it was said of the step before
    ["room-top", "room-story", "room-ask", "room-mine"].forEach(function (id) {
      var old = byId(id), now = page.getElementById(id);
      if (!old || !now || old.outerHTML === now.outerHTML) return;
      if (id === "room-ask") {
        var area = box(), next = now.querySelector("#box");
        if (!force && area && area.value.trim()) {
          if (!next || next.dataset.step !== area.dataset.step) {
            waiting = page;
            byId("moved").querySelector("b").textContent = document.querySelector("label[for=box]").textContent = area.dataset.asked;
            byId("moved").hidden = false;
            return;
          }
          area.form.elements.key.value = now.querySelector("[name=key]").value;
          byId("moved").hidden = true; // the room came back to it
          waiting = null;
          return;
        }
        waiting = null;
        byId("moved").hidden = true;
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
  // `sent` is the action, the body, the slot its words are kept in, and the form they were typed into.
  function send(sent, tries) {
    fetch(sent.action, { method: "POST", body: sent.body, headers: { "X-Room": "1", "Content-Type": "application/x-www-form-urlencoded" }, credentials: "same-origin" }).then(function (answer) {
      if (answer.status >= 500) throw new Error();
      return answer.text().then(function (text) {
        var page = parsed(text), line = page.getElementById("said"), form = sent.form, area = form && form.querySelector("textarea");
        if (answer.status === 429 && tries < 8) { say(lines.often, true); return void setTimeout(function () { send(sent, tries + 1); }, 3000); }
        if (form && form.dataset.busy === sent.body) form.removeAttribute("data-busy");
        if (answer.status === 404) return location.reload();
        if (answer.ok && sent.slot) { store.removeItem(sent.slot); if (area && area.value === new URLSearchParams(sent.body).get("text")) area.value = ""; }
        etag = "";
        if (answer.ok) swap(page);
        if (line) say(line.textContent, line.classList.contains("problem"));
      });
    }).catch(function () {
      say(lines.offline, true);
      setTimeout(function () { send(sent, tries + 1); }, Math.min(1000 * Math.pow(2, tries), 15000));
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.closest("main")) return;
    event.preventDefault();
    var data = new URLSearchParams(new FormData(form)), area = form.querySelector("textarea");
    if (event.submitter && event.submitter.name) data.set(event.submitter.name, event.submitter.value);
    if (form.dataset.busy === data.toString()) return; // a second tap of what is on its way
    form.dataset.busy = data.toString();
    keep();
    send({ action: form.getAttribute("action"), body: data.toString(), slot: area ? slot(area.dataset.step) : "", form: form }, 0);
  });
  document.addEventListener("input", function () { keep(); count(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) later(0); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) later(0); });
  window.addEventListener("online", function () { later(0); });
  byId("follow").addEventListener("click", function () { keep(); if (waiting) follow(waiting); });
  byId("send-parked").addEventListener("click", function () { var key = parked(); if (key) send({ action: here + "/say", body: kept(key).body, slot: key }, 0); });
  byId("drop-parked").addEventListener("click", function () { var key = parked(); if (key) store.removeItem(key); park(); });
  restore();
  later(1500);
})();
