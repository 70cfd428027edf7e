// The shop's own script: hands its word about who is signed in to the consent script.
(function (w, d) {
  'use strict';
  if (!d.body.hasAttribute('data-signed-in')) return;

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
  if (w.samtycke && w.samtycke.identify) vouch();
  else d.addEventListener('samtycke:ready', vouch, { once: true });
})(window, document);
