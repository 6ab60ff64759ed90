// Keeps the wall fresh without a flicker: asks often, changes only what changed, and lets a facilitator's remote move the room on.
(function () {
  "use strict";
  var here = location.pathname.replace(/\/$/, ""), etag = "", missed = 0, timer = 0, left = 0, countdown = 0;
  var remote = document.body.dataset.remote || "", lost = document.getElementById("lost");
  function key(node) { return node.nodeType === 1 ? node.id || node.dataset.key || "" : ""; }
  function same(a, b) { return a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b); }
  function morph(old, now) {
    if (old.nodeType !== 1) { if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue; return; }
    Array.prototype.slice.call(old.attributes).forEach(function (one) { if (!now.hasAttribute(one.name)) old.removeAttribute(one.name); });
    Array.prototype.forEach.call(now.attributes, function (one) { if (old.getAttribute(one.name) !== one.value) old.setAttribute(one.name, one.value); });
    var known = {}, at = old.firstChild, next = Array.prototype.slice.call(now.childNodes);
    Array.prototype.forEach.call(old.childNodes, function (one) { if (key(one)) known[key(one)] = one; });
    next.forEach(function (one) {
      var match = key(one) ? known[key(one)] : at && !key(at) && same(at, one) ? at : null;
      if (match && match.nodeName === one.nodeName) {
        if (match === at) at = at.nextSibling; else old.insertBefore(match, at);
        morph(match, one);
      } else {
        var fresh = document.importNode(one, true);
        if (key(fresh) && fresh.nodeName === "LI") fresh.classList.add("new");
        old.insertBefore(fresh, at);
      }
    });
    while (at) { var gone = at; at = at.nextSibling; old.removeChild(gone); }
  }
  function tick() {
    var count = document.getElementById("count");
    clearTimeout(countdown);
    if (!count) return;
    left = Math.max(0, left - 1);
    count.textContent = left;
    countdown = setTimeout(tick, 1000);
  }
  function shown(text) {
    var page = new DOMParser().parseFromString(text, "text/html"), now = page.getElementById("wall");
    if (!now) return;
    var count = now.querySelector("#count"), before = document.getElementById("count");
    if (count && before && Math.abs(+count.textContent - left) < 2) count.textContent = before.textContent;
    else if (count) left = +count.textContent;
    morph(document.getElementById("wall"), now);
    if (count && !before) { clearTimeout(countdown); countdown = setTimeout(tick, 1000); }
  }
  function later(ms) { clearTimeout(timer); timer = setTimeout(poll, ms); }
  function poll() {
    fetch(here + "/now", { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" }).then(function (answer) {
      if (answer.status >= 500) throw new Error();
      missed = 0; lost.hidden = true;
      if (answer.status === 404) return location.reload();
      if (answer.status === 200) { etag = answer.headers.get("ETag") || ""; return answer.text().then(shown); }
    }).catch(function () { missed += 1; lost.hidden = missed < 3; }).then(function () { later(missed ? 2000 : 1000); });
  }
  var keys = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", " ": "silence" };
  document.addEventListener("keydown", function (event) {
    var wanted = keys[event.key];
    if (!remote || !wanted || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    var body = new URLSearchParams({ remote: remote, act: wanted, seen: document.getElementById("wall").dataset.state });
    fetch(here + "/remote", { method: "POST", body: body }).then(function () { etag = ""; later(0); }).catch(function () { missed += 1; });
  });
  tick();
  later(500);
})();
