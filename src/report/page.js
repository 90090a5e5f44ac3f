(function () {
  "use strict";
  var doc = document, root = doc.documentElement;
  var all = function (what, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(what)); };
  root.classList.add("js");
  var rows = all("#table tr[data-tone]"), tools = doc.getElementById("tools");
  var search = doc.getElementById("search"), shown = doc.getElementById("shown"), tone = "";
  var buttons = all("button[data-filter]");
  // Thai digits are the same digits, and "O 15" is O15.
  function plain(text) {
    var digits = text.replace(/[\u0e50-\u0e59]/g, function (one) { return one.charCodeAt(0) - 0x0e50; });
    return digits.replace(/\s+/g, " ").trim().toLowerCase().replace(/\bo (?=\d)/g, "o");
  }
  // What the reader sees of a row: nothing that is folded away, nothing that is for paper.
  function seen(node) {
    if (node.nodeType === 3) return node.nodeValue;
    if (node.nodeName === "BUTTON" || node.nodeName === "SUMMARY" || node.className === "where paper") return "";
    if (node.nodeName === "DETAILS" && !node.open) return "";
    var text = "";
    for (var one = node.firstChild; one; one = one.nextSibling) text += seen(one);
    return /^(P|TD|TH|LI|H4|Q|SPAN)$/.test(node.nodeName) && node.className !== "w" ? " " + text + " " : text;
  }
  function apply() {
    // Each word must stand somewhere in the row.
    var wanted = plain(search.value).split(" "), n = 0;
    rows.forEach(function (row) {
      var text = plain(seen(row));
      var fits = (!tone || row.dataset.tone === tone) && wanted.every(function (word) { return text.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) n++;
    });
    all("#table tbody").forEach(function (body) { body.hidden = !body.querySelector("tr[data-tone]:not([hidden])"); });
    all("#table table").forEach(function (table) { table.hidden = !table.querySelector("tbody:not([hidden])"); });
    // A heading with nothing under it says nothing.
    all("#table > h3").forEach(function (head) {
      var under = head.nextElementSibling, any = false;
      for (; under && under.nodeName === "TABLE"; under = under.nextElementSibling) any = any || !under.hidden;
      head.hidden = !any;
    });
    root.classList.toggle("part", n < rows.length);
    shown.textContent = shown.dataset.says.replace("{}", n).replace("{}", rows.length);
  }
  if (tools) {
    tools.hidden = false;
    search.addEventListener("input", apply);
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        tone = button.dataset.filter;
        buttons.forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
        apply();
      });
    });
    var open = doc.getElementById("open");
    open.addEventListener("click", function () {
      var now = open.getAttribute("aria-expanded") !== "true";
      all("#table details").forEach(function (one) { one.open = now; });
      open.setAttribute("aria-expanded", String(now));
      open.textContent = now ? open.dataset.close : open.dataset.open;
    });
    doc.getElementById("print").addEventListener("click", function () { window.print(); });
    apply();
  }
  function copy(text, done, not) {
    function old() {
      var box = doc.createElement("textarea");
      box.value = text;
      box.setAttribute("readonly", "");
      box.className = "away";
      doc.body.appendChild(box);
      box.select();
      var did = false;
      try { did = doc.execCommand("copy"); } catch (_) { did = false; }
      box.remove();
      if (did) done(); else not();
    }
    if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(text).then(done, old);
    else old();
  }
  all("button[data-copy]").forEach(function (button) {
    button.hidden = false;
    var says = button.textContent, name = button.getAttribute("aria-label"), hand = null;
    button.addEventListener("click", function () {
      copy(button.dataset.copy, function () {
        if (hand) { hand.remove(); hand = null; }
        // What is read aloud begins with what is seen.
        button.textContent = button.dataset.done;
        button.setAttribute("aria-label", name.replace(says, button.dataset.done));
        setTimeout(function () { button.textContent = says; button.setAttribute("aria-label", name); }, 2000);
      }, function () {
        if (!hand) {
          hand = doc.createElement("label");
          hand.className = "byhand";
          hand.textContent = button.dataset.not;
          var field = doc.createElement("input");
          field.readOnly = true;
          field.value = button.dataset.copy;
          hand.appendChild(field);
          button.parentNode.appendChild(hand);
        }
        var box = hand.querySelector("input");
        box.focus();
        box.select();
      });
    });
  });
  function lead() {
    var row = location.hash.length > 1 && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
    var more = row && row.dataset && row.dataset.tone && row.querySelector("details");
    if (!more) return;
    if (row.hidden) { search.value = ""; buttons[0].click(); row.scrollIntoView(); }
    more.open = true;
  }
  addEventListener("hashchange", lead);
  lead();
})();
