// The shop's own script: hands its word about who is signed in to the consent script.
(function (w, d) {
  'use strict';
  function whenReady(work) {
    if (w.samtycke && w.samtycke.identify) work();
    else d.addEventListener('samtycke:ready', work, { once: true });
  }

  if (!d.body.hasAttribute('data-signed-in')) {
    // Somebody has just left: what is chosen from here on is somebody else's.
    if (w.location.hash === '#signed-out') {
      whenReady(function () {
        w.samtycke.identify(null);
        w.history.replaceState(null, '', w.location.pathname);
      });
    }
    return;
  }

  function vouch() {
    fetch('/session/assertion', { method: 'POST', credentials: 'same-origin' })
      .then(function (answer) { return answer.status === 200 ? answer.json() : null; })
      .then(function (found) {
        if (!found) return;
        w.samtycke.identify(found.assertion);
        // An assertion is short-lived: a page that stays open renews it in time.
        setTimeout(vouch, found.ttl_seconds * 750);
      })
      .catch(function () { setTimeout(vouch, 30000); });
  }

  // The consent script may be late, or stopped: the shop works without it.
  whenReady(vouch);
})(window, document);
