// Demonstration only: shows what each stand-in managed to do on this page, from two sources:
// what can be seen in the page, and what the server counted since the page was opened.
(function (w, d) {
  'use strict';
  var panel = d.getElementById('panel');
  if (!panel) return;
  var baseline = JSON.parse(panel.dataset.baseline || '{}');
  var sum = d.getElementById('panel-sum');

  function stored(cookies, keys) {
    var names = d.cookie.split('; ').map(function (pair) { return pair.split('=')[0]; });
    return cookies.filter(function (name) { return names.indexOf(name) >= 0; })
      .concat(keys.filter(function (key) { return localStorage.getItem(key) !== null; }));
  }
  var seen = {
    stats: function () {
      return { loaded: !!(w.matlada && w.matlada.loaded), stored: stored(['_st_id', '_st_ses'], ['_st_last']) };
    },
    ads: function () {
      return { loaded: !!(w.annonsbo && w.annonsbo.loaded) || !!w.annonsboRetarget, stored: stored(['_ad_id'], ['_ad_seen']) };
    },
    // The frame is another origin: its load shows in the server's count alone.
    video: function (hits) { return { loaded: hits > 0, stored: null }; }
  };

  function count(paths) {
    return Object.keys(paths || {}).reduce(function (all, path) { return all + paths[path]; }, 0);
  }
  function say(cell, text) { if (cell.textContent !== text) cell.textContent = text; }

  function show(hosts) {
    var all = 0;
    panel.querySelectorAll('tr[data-standin]').forEach(function (row) {
      var host = row.dataset.standin + '.localhost';
      var hits = Math.max(0, count(hosts[host]) - count(baseline[host]));
      var now = seen[row.dataset.standin](hits);
      all += hits;
      say(row.querySelector('[data-loaded]'), now.loaded ? row.dataset.yes : row.dataset.no);
      if (now.stored) say(row.querySelector('[data-stored]'), now.stored.length ? now.stored.join(', ') : '0');
      say(row.querySelector('[data-hits]'), String(hits));
      row.classList.toggle('active', now.loaded || hits > 0 || !!(now.stored && now.stored.length));
    });
    say(sum, all ? all + ' ' + sum.dataset.some : sum.dataset.none);
    panel.classList.toggle('active', all > 0);
  }

  function poll() {
    fetch('/__hits', { cache: 'no-store' })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) { show(answer.hosts); })
      .catch(function () {})
      .then(function () { setTimeout(poll, 1000); });
  }
  poll();
})(window, document);
